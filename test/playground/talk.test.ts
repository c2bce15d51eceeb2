// A conversation as text: every line is waited for, and nobody is said to have answered who did not.
import { afterEach, expect, test } from "vitest";
import { readArguments } from "../../playground/options.ts";
import { approvalsOf, playgroundSettings } from "../../playground/settings.ts";
import { type Playground, type PlaygroundOptions, startPlayground } from "../../playground/start.ts";
import { type Talked, talk } from "../../playground/talk.ts";
import { changes } from "../scenarios/changes.ts";

let playground: Playground;
afterEach(() => playground.close());

test("seven lines in a row get seven answers, though Slack takes one a second", async () => {
  await start();
  const { text, unanswered } = await say("", Array(7).fill("/k8s version"));
  expect(unanswered).toEqual([]);
  expect(text.match(/^Ann: \/k8s version\nwheelhouse:/gm)).toHaveLength(7);
});

test("a form that opens is an answer, and printed", async () => {
  await start();
  const { text, unanswered } = await say("", ["/k8s node show"]);
  expect(unanswered).toEqual([]);
  expect(text).toMatch(/# a form for ann\n.*Node/s);
});

test("a line that nobody answers is told, and those around it are not", async () => {
  await start();
  expect((await say("", ["/k8s version"])).unanswered).toEqual([]);
  expect((await say("", ["status"], 300)).unanswered).toEqual(["status"]);
  expect((await say("", ["/k8s version"])).unanswered).toEqual([]);
});

test("what is told unasked meanwhile answers nobody", async () => {
  const settings = `${playgroundSettings}\nalerts: { thresholds: { nodeNotReady: 0s } }\n`;
  await start({ settings });
  await playground.scenarios.toggle("pi-off");
  const { text, unanswered } = await say("", ["status"], 8_000);
  expect(text).toContain("pi-1 has been NotReady");
  expect(unanswered).toEqual(["status"]);
});

test("a direct message needs neither slash nor mention", async () => {
  await start();
  const { text, unanswered } = await say("--channel dm --as vic", ["version"]);
  expect(unanswered).toEqual([]);
  expect(text).toContain("# direct messages with vic");
});

test("people are what their labels say: with two approvals Bob's is not enough and Sam's starts it", async () => {
  await start({ settings: `${playgroundSettings}${approvalsOf(2)}` });
  const { propose, click, shows } = changes(playground);
  const card = await propose("/k8s node cordon worker1");
  await click(card, "U0BOB", "Approve");
  await shows(card, "1 of 2");
  expect(playground.cluster.store.get("nodes", "", "worker1")?.spec).not.toHaveProperty("unschedulable");
  await click(card, "U0SAM", "Approve");
  await shows(card, "Cordon worker1 on home is done");
});

test("Ada the admin may read the audit, Ned has no role yet", async () => {
  await start();
  expect((await say("--as ada", ["/k8s audit verify"])).text).toContain("intact");
  expect((await say("--as ned", ["/k8s status"])).text).toContain("you have no role");
});

async function start(options: PlaygroundOptions = {}): Promise<void> {
  playground = await startPlayground({ cluster: { heartbeatMs: 0 }, ...options });
}

async function say(options: string, lines: readonly string[], patienceMs?: number): Promise<Talked> {
  const given = readArguments(options.split(" ").filter(Boolean), "/");
  if (!given) throw new Error("only the usage was asked for");
  return talk(playground.workspace, { ...given, lines, ...(patienceMs && { patienceMs }) });
}
