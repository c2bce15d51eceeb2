import { expect, test } from "vitest";
import type { FreshReads } from "#src/kubernetes/facts.ts";
import { choicesFor } from "#src/request/choices.ts";
import type { Person } from "#src/slack/chat.ts";
import { givenCluster, givenNode, givenPod, givenRecord, givenWorkload } from "../given.ts";
import { handClock } from "../hand-clock.ts";
import { givenOperation } from "../slack/render/given-operation.ts";

/** Only what a menu reads of them. */
const fresh = {
  bootstrapTokens: async () => [{ id: "abcdef" }],
  certificateRequests: async () => [
    { name: "csr-waits", conditions: [] },
    { name: "csr-done", conditions: [{ type: "Approved" }] },
  ],
} as unknown as Partial<FreshReads>;

const nodes = ["pi-1", "cp1", "worker1"].map((name) => givenNode({ name }));

test("a menu offers what contains the typed letters, whatever their case", async () => {
  expect(await choose({ pick: "node", typed: "PI" })).toEqual([{ label: "pi-1", value: "pi-1" }]);
  expect((await choose({ pick: "node", typed: "" })).map(({ value }) => value)).toEqual([
    "cp1",
    "pi-1",
    "worker1",
  ]);
});

test("an outsider and a member without a role are offered no names", async () => {
  expect(await choose({ pick: "node", typed: "" }, { standing: "outsider" })).toEqual([]);
  expect(await choose({ pick: "node", typed: "" }, { id: "U9" })).toEqual([]);
});

test("a menu that nobody defined is empty", async () => {
  expect(await choose({ pick: "secret", typed: "" })).toEqual([]);
});

test("at most a hundred, pods in trouble first, names too long for Slack left out", async () => {
  const many = Array.from({ length: 150 }, (_, n) =>
    givenPod({ name: `web-${n}`, ready: true, phase: "Running" }),
  );
  const long = givenPod({ name: "x".repeat(200) });
  const ill = givenPod({ name: "ill", ready: false, phase: "Pending" });
  const offered = await choose({ pick: "pod", typed: "" }, {}, [...many, long, ill]);
  expect(offered).toHaveLength(100);
  expect(offered[0]?.value).toContain("/ill");
  expect(offered.every(({ label, value }) => label.length <= 75 && value.length <= 150)).toBe(true);
});

test("of operations those that are open are offered, by what they do", async () => {
  expect(await choose({ pick: "operation", typed: "cordon" })).toEqual([
    { label: "op-7k3m9x Cordon worker1 on home", value: "op-7k3m9x" },
  ]);
});

test("workloads, waiting certificate requests, tokens and containers have menus of their own", async () => {
  const values = async (pick: string) => (await choose({ pick, typed: "" })).map(({ value }) => value);
  expect(await values("workload")).toEqual(["default/deployment/web"]);
  expect(await values("request")).toEqual(["csr-waits"]);
  expect(await values("token")).toEqual(["abcdef"]);
  expect(await values("container")).toHaveLength(1);
});

type Asked = { readonly pick: string; readonly typed: string };

function choose(asked: Asked, who: Partial<Person> = {}, pods = [givenPod({ name: "coredns" })]) {
  const person: Person = { id: "U1", standing: "member", groups: [], ...who };
  const chat = { person: async () => person } as unknown as Parameters<typeof choicesFor>[0]["chat"];
  const { operations, campaigns, incidents } = givenRecord({
    operations: [givenOperation(), givenOperation({ id: "op-over00", state: "succeeded" })],
  });
  const parts = {
    commands: [],
    clusters: [givenCluster({ nodes, pods, workloads: [givenWorkload()], fresh })],
    operations,
    campaigns,
    incidents,
    access: { viewer: ["U1"] },
    chat,
    clock: handClock(),
  };
  return choicesFor(parts, { ...asked, cluster: "home", by: person.id });
}
