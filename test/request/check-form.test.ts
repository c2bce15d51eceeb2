// A wrong value is said at its field while the form is open.
import { expect, test } from "vitest";
import { checkForm } from "#src/request/check-form.ts";
import { ann, bob, givenBot } from "../given-bot.ts";

test.each([
  ["pod logs", { pod: "web", tail: "many" }, { tail: "tail must be a number." }],
  ["pod logs", { pod: "web", tail: "" }, { pod: "home has no pod web." }],
  ["node drain", { node: "pi-9" }, { node: "home has no node pi-9." }],
  ["node drain", { node: "worker-1", force: true }, {}],
])("%s with %o", async (command, values, faults) => {
  const { parts } = await givenBot();
  expect(await checkForm(parts, filled(ann, command, values))).toEqual(faults);
});

test("a target that was typed wrongly is said, and the right one is not", async () => {
  const { parts, say } = await givenBot();
  const id = await say.propose("node wipe worker-1");
  expect(await checkForm(parts, filled(bob, `approve ${id}`, { target: "worker-2" }))).toEqual({
    target: "Type worker-1, letter by letter.",
  });
  expect(await checkForm(parts, filled(bob, `approve ${id}`, { target: "worker-1" }))).toEqual({});
});

test("whoever may not look learns nothing from a form", async () => {
  const { parts } = await givenBot();
  expect(await checkForm(parts, filled("U0VIC", "node drain", { node: "pi-9" }))).toEqual({});
});

function filled(by: "U0ANN" | "U0BOB" | "U0VIC", command: string, values: Record<string, string | boolean>) {
  return { command, values, by, cluster: "home", where: { channel: "C1" }, decides: false };
}
