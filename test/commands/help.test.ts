import { expect, test } from "vitest";
import { phraseOf } from "#src/command/define.ts";
import { topicOf, topicsInOrder } from "#src/command/topics.ts";
import { givenCluster } from "../given.ts";
import { ask, commands, textsOf } from "./ask.ts";

const cluster = givenCluster();

test("the first page has the eight most used, and buttons to everything else", async () => {
  const { answer, faults } = await ask("help", cluster);

  const [first] = answer.parts;
  expect(first?.kind === "facts" && first.facts.map(([line]) => line)).toHaveLength(8);
  expect(answer.buttons?.map(({ line }) => line)).toEqual([
    "help look",
    "help change",
    "help approve",
    "help alerts",
    "help setup",
    "help all",
  ]);
  expect(answer.buttons?.every(({ how }) => how === "redraw")).toBe(true);
  expect(answer.isPrivate).toBe(true);
  expect(faults).toEqual([]);
});

test("help all draws every command with what it does, to the last one", async () => {
  const { message, faults } = await ask("help all", cluster);

  const drawn = textsOf(message);
  for (const command of commands) {
    expect(drawn).toContain(`"${phraseOf(command)}"`);
    expect(drawn).toContain(command.summary);
  }
  expect(faults).toEqual([]);
});

test("every command belongs to one topic, and each topic's page names its own", async () => {
  for (const { name } of topicsInOrder) {
    const drawn = textsOf((await ask(`help ${name}`, cluster)).message);
    const own = commands.filter((command) => topicOf(command).name === name);
    expect(own.length).toBeGreaterThan(0);
    for (const command of own) expect(drawn).toContain(`"${phraseOf(command)}"`);
  }
});

test("node --help explains the whole group, and one command's help has the button that runs it", async () => {
  const group = textsOf((await ask("node --help", cluster)).message);
  for (const usage of ["/k8s node drain <node>", "/k8s node list", "/k8s node uncordon <node>"])
    expect(group).toContain(usage);
  const { answer } = await ask("help node show", cluster);
  expect(answer.buttons?.[0]).toEqual({ label: "Run node show…", line: "node show", how: "thread" });
});

test.each([
  ["help drain", "node drain: "],
  ["help drain node", "node drain: "],
  ["help logs", "pod logs: "],
  ["help restart", "What restart can mean"],
  ["how does approval work?", "Approve"],
  ["help nodes", "What can be done with node"],
])("%s is about that, not the first page", async (line, headline) => {
  expect((await ask(line, cluster)).answer.headline).toContain(headline);
});

test("what a role may not do says so, and has no button", async () => {
  const { answer, message } = await ask("help node drain", cluster);
  expect(textsOf(message)).toContain("operator, which you are not");
  expect(answer.buttons?.some(({ line }) => line === "node drain")).toBe(false);
});

test("help answers while no cluster can be reached", async () => {
  const { answer } = await ask("?", givenCluster({ reach: { state: "connecting", since: 0 } }));
  expect(answer.headline).toBe("What you can ask me");
});
