import { expect, test } from "vitest";
import { decisionOf } from "../ask.ts";

const wanted = { on: "silence", verdict: "add" };

test("an alert of a namespace is silenced for a while", () => {
  const line = "silence add --alert=KubePodCrashLooping --about=namespace/shop --for=1d --reason=moving";
  const args = { alert: "KubePodCrashLooping", about: "namespace/shop", for: "1d", reason: "moving" };
  expect(decisionOf(line)).toEqual({ ...wanted, ...args });
});

test("a maintenance window begins later, at a time with its zone", () => {
  const from = "2026-12-01T22:00+01:00";
  expect(decisionOf(`maintenance add --from=${from} --reason=disks`)).toMatchObject({ from, for: "4h" });
  expect(() => decisionOf("silence add --from=2026-12-01T22:00 --reason=disks")).toThrow("with its zone");
});

test.each(["pi-1", "node/", "pod/a/b/c", "deployment/web"])(
  "%s names nothing that can be silenced",
  (about) => {
    expect(() => decisionOf(`silence add --about=${about} --reason=x`)).toThrow("must be node/<name>");
  },
);

test("a silence without a reason asks for one", () => {
  expect(() => decisionOf("silence add")).toThrow("incomplete");
});
