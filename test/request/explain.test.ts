// What a hint suggests is a button, unless it is a decision or no line at all.
import { join } from "node:path";
import { expect, test } from "vitest";
import { RefusedError } from "#src/base/errors.ts";
import { silentLog } from "#src/base/log.ts";
import { loadCommands } from "#src/command/load.ts";
import { explain } from "#src/request/explain.ts";
import { ann } from "../given-bot.ts";

const commands = await loadCommands(join(import.meta.dirname, "../../commands"));
const request = { line: "approve op-7k3m9x", by: ann, where: { channel: "C0OPS" } };

test.each([
  ["`operation list` shows those there are.", ["operation list"]],
  ["`node show pi-1` and `event list` tell more.", ["node show pi-1", "event list"]],
  ["upgrade plan --to=1.37.2", ["upgrade plan --to=1.37.2"]],
  ["`node drain w1 --force` does it all the same.", ["node drain w1 --force"]],
  ["Type `node drain <node>`.", undefined],
  ["`cancel op-7k3m9x` takes it back.", undefined],
  ["Ask again in a moment.", undefined],
  ["`kubectl get csr` shows it.", undefined],
])("%s", (hint, offers) => {
  const note = explain(new RefusedError("No.", { hint }), silentLog, { request, commands });
  expect(note.offers).toEqual(offers);
  expect(note.hint).toBe(hint);
});

test("a line that named its cluster is followed by one that does", () => {
  const given = { commands, request: { ...request, line: "node drain w1 --cluster=away" } };
  const refused = new RefusedError("No.", { hint: "`node drain w1 --force` does it all the same." });
  expect(explain(refused, silentLog, given).offers).toEqual(["node drain w1 --force --cluster=away"]);
});
