import { join } from "node:path";
import { expect, test } from "vitest";
import { UsageError } from "#src/base/errors.ts";
import { phraseOf } from "#src/command/define.ts";
import { lineOf } from "#src/command/line.ts";
import { loadCommands } from "#src/command/load.ts";
import { parseLine } from "#src/command/parse.ts";
import { usageOf } from "#src/command/usage.ts";

const tree = await loadCommands(join(import.meta.dirname, "../../commands"));

test.each([
  ["", "start", {}, undefined],
  ["status", "status", { details: false }, undefined],
  ["status --details", "status", { details: true }, undefined],
  ["status --details=false --cluster=home", "status", { details: false }, "home"],
  ["--cluster home", "start", {}, "home"],
  ["--cluster home status", "status", { details: false }, "home"],
  ["--cluster=home nodes", "node list", {}, "home"],
  ["pod list kube-system -u", "pod list", { namespace: "kube-system", unhealthy: true }, undefined],
  [
    "pod list -n media --node pi-1",
    "pod list",
    { namespace: "media", node: "pi-1", unhealthy: false },
    undefined,
  ],
  [
    "logs coredns-1 coredns -p --tail 50",
    "pod logs",
    { pod: "coredns-1", container: "coredns", previous: true, tail: 50 },
    undefined,
  ],
  ["get pods -A -o wide", "pod list", { unhealthy: false }, undefined],
  ["\u200bstatus", "status", { details: false }, undefined],
  ["help node", "help", { group: "node" }, undefined],
  ["node show -- -odd-", "node show", { node: "-odd-" }, undefined],
])("%j is complete", (line, phrase, args, cluster) => {
  const parsed = parseLine(tree, line);
  expect(parsed).toMatchObject({ kind: "complete", args, cluster });
  expect(phraseOf(parsed.command)).toBe(phrase);
});

test("what is missing is named, what was given is kept", () => {
  expect(parseLine(tree, "pod logs --previous")).toMatchObject({
    kind: "incomplete",
    missing: ["pod"],
    given: { previous: true },
  });
});

test("--help asks about the command instead of running it", () => {
  expect(parseLine(tree, "node show --help")).toMatchObject({
    kind: "help",
    command: { path: ["node", "show"] },
  });
});

test.each([
  ["status --verbose", "no --verbose"],
  ["version tomorrow", '"tomorrow"'],
  ["pod logs a b c", '"c"'],
  ["pod logs a --tail", "needs a value"],
  ["pod logs a --tail many", "tail must be a number."],
  ["pod logs a --tail 0", "tail must be at least 1."],
  ["pod logs a --tail 99999", "tail must be at most 10000."],
  ["pod list --namespace=", "namespace must not be empty."],
  ["pod logs a --previous=maybe", "takes no value"],
  ["pod list --node a --node b", "given twice"],
  ["status --cluster", "needs a value"],
  ["--cluster", "needs a value"],
  ["pod list --node --unhealthy", "--node needs a value"],
  ["pod logs a --pod b", "pod is given twice"],
  ["pod list --unhealty", "Did you mean --unhealthy"],
])("%j is refused", (line, message) => {
  expect(() => parseLine(tree, line)).toThrow(UsageError);
  expect(() => parseLine(tree, line)).toThrow(message);
});

test("a mistake comes with the command's usage", () => {
  expect(() => parseLine(tree, "pod logs a b c")).toThrow(
    expect.objectContaining({ hint: expect.stringContaining("/k8s pod logs <pod> [container]") }),
  );
});

test.each([
  ["pod logs web-0 --since 1h --tail=20", ["pod logs web-0 --tail=20"]],
  ["node drain pi-1 --timeout=5m --force", ["node drain pi-1 --force"]],
  ["pod delete -l app=web", []],
  ["pod delete --all", []],
])("%s is offered without what it does not have, unless that narrows a change", (line, offers) => {
  expect(() => parseLine(tree, line)).toThrow(expect.objectContaining({ offers }));
});

test("every command has a usage that starts with its phrase", () => {
  for (const command of tree) expect(usageOf(command)).toMatch(new RegExp(`^/k8s ${phraseOf(command)}`));
});

test("arguments called like a prototype's properties are unknown, not special", () => {
  for (const line of ["status --constructor", "status --__proto__=x", "constructor", "toString valueOf"]) {
    expect(() => parseLine(tree, line)).toThrow(UsageError);
  }
});

test("a line that was written from values is read as those values", () => {
  const given = { pod: 'a "b" —c', container: "--previous", previous: true, tail: "5" };
  const parsed = parseLine(tree, lineOf("pod logs", given, "home lab"));
  expect(parsed).toMatchObject({ kind: "complete", given, cluster: "home lab" });
});
