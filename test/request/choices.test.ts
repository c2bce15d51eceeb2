import { join } from "node:path";
import { expect, test } from "vitest";
import { argumentsOf } from "#src/command/argument.ts";
import { loadCommands } from "#src/command/load.ts";
import type { KnownHost } from "#src/hosts/host.ts";
import type { Silence } from "#src/incident/silence.ts";
import type { FreshReads } from "#src/kubernetes/facts.ts";
import type { Operation } from "#src/operation/operation.ts";
import { choicesFor } from "#src/request/choices.ts";
import type { Person } from "#src/slack/chat.ts";
import { givenCluster, givenNode, givenPod, givenRecord, givenWorkload, minute, now } from "../given.ts";
import { handClock } from "../hand-clock.ts";
import { givenIncident } from "../incident/given-incident.ts";
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

test("of machines all are offered, and to forget a key only those with one", async () => {
  const all = await choose({ pick: "host", typed: "" });
  expect(all.map(({ label }) => label)).toEqual(["cp1, 10.0.0.10", "pi-4, 10.0.0.10, its key not approved"]);
  const commands = await loadCommands(join(import.meta.dirname, "../../commands"));
  const forgettable = await choose({ pick: "host", typed: "", command: "host forget" }, {}, [], { commands });
  expect(forgettable.map(({ value }) => value)).toEqual(["cp1"]);
});

test("of rules those that contain what was typed", async () => {
  const found = await choose({ pick: "rule", typed: "notready" });
  expect(found.map(({ value }) => value)).toContain("nodeNotReady");
});

test("whatever is one of a list is chosen from a menu, in every command's form", async () => {
  const lists =
    /^(host|control-plane|node|pod|service|operation|incident|campaign|silence|token|request|workload|container|rule|namespace)$/;
  const isNew = ["node add", "host add"];
  for (const command of await loadCommands(join(import.meta.dirname, "../../commands"))) {
    const typed = argumentsOf(command.args).filter(
      ({ kind, pick, name }) => kind === "value" && !pick && lists.test(name),
    );
    const phrase = command.path.join(" ");
    expect([phrase, isNew.includes(phrase) ? [] : typed.map(({ name }) => name)]).toEqual([phrase, []]);
  }
});

test("of operations those that are open come first, by what they do and how they stand", async () => {
  expect(await choose({ pick: "operation", typed: "cordon" })).toEqual([
    { label: "op-7k3m9x Cordon worker1 on home, proposed", value: "op-7k3m9x" },
    { label: "op-over00 Cordon worker1 on home, succeeded", value: "op-over00" },
  ]);
});

test("workloads, waiting certificate requests, tokens and containers have menus of their own", async () => {
  const values = async (pick: string) => (await choose({ pick, typed: "" })).map(({ value }) => value);
  expect(await values("workload")).toEqual(["default/deployment/web"]);
  expect(await values("request")).toEqual(["csr-waits"]);
  expect(await values("token")).toEqual(["abcdef"]);
  expect(await values("container")).toHaveLength(1);
});

test("a container's menu has those of the pod that the form names, and all while it names none", async () => {
  const pods = [
    givenPod({ namespace: "shop", name: "web", containers: [{ ...container, name: "app" }] }),
    givenPod({ namespace: "media", name: "tv", containers: [{ ...container, name: "player" }] }),
  ];
  const values = async (beside: Record<string, string>) =>
    (await choose({ pick: "container", typed: "", beside }, {}, pods)).map(({ value }) => value);
  expect(await values({ pod: "shop/web" })).toEqual(["app"]);
  expect(await values({ pod: "tv" })).toEqual(["player"]);
  expect(await values({})).toEqual(["app", "player"]);
});

test.each([
  ["approve", ["op-waits0", "op-others"]],
  ["deny", ["op-waits0", "op-queued", "op-others"]],
  ["cancel", ["op-waits0", "op-queued"]],
  ["stop", ["op-runs00"]],
  ["resume", ["op-failed"]],
  ["abandon op-failed", ["op-failed"]],
  ["operation show", ["op-waits0", "op-queued", "op-others", "op-runs00", "op-failed", "op-over00"]],
])("the menu of %s offers what it can take", async (command, ids) => {
  const offered = await choose(
    { pick: "operation", typed: "", command },
    { id: "U0ANN" },
    [],
    await everyState(),
  );
  expect(offered.map(({ value }) => value)).toEqual(ids);
});

test.each([
  ["alert ack", ["in-firing", "in-silent"]],
  ["alert unack", ["in-taken0"]],
  ["alert silence", ["in-firing", "in-taken0"]],
  ["alert unsilence", ["in-silent"]],
  ["alert show", ["in-firing", "in-taken0", "in-silent"]],
])("the menu of %s offers what it can take", async (command, ids) => {
  const offered = await choose({ pick: "incident", typed: "", command }, {}, [], await everyState());
  expect(offered.map(({ value }) => value)).toEqual(ids);
});

test("the menu of silence remove offers silences by what they cover", async () => {
  const offered = await choose({ pick: "silence", typed: "pi-1" }, {}, [], await everyState());
  expect(offered).toEqual([
    { label: "si-000001 home: everything of node/pi-1, SD card", value: "si-000001" },
  ]);
});

const container = givenPod({}).containers[0] as ReturnType<typeof givenPod>["containers"][number];

const silence: Silence = {
  ...{ id: "si-000001", cluster: "home", state: "active", by: "U1", why: "SD card", addedAt: now },
  ...{ about: "node/pi-1", from: now - minute, until: "clear" },
};

async function everyState() {
  const commands = await loadCommands(join(import.meta.dirname, "../../commands"));
  const queued = { behind: "op-runs00" } as Operation["queued"];
  const operations = [
    givenOperation({ id: "op-over00", state: "succeeded" }),
    givenOperation({ id: "op-waits0" }),
    givenOperation({ id: "op-queued", queued }),
    givenOperation({ id: "op-others", by: "U0BOB" }),
    givenOperation({ id: "op-runs00", state: "running" }),
    givenOperation({ id: "op-failed", state: "failed" }),
  ];
  const incidents = [
    givenIncident({ id: "in-firing", state: "firing" }),
    givenIncident({ id: "in-taken0", state: "acknowledged" }),
    givenIncident({ id: "in-silent", state: "silenced" }),
  ];
  return { commands, ...givenRecord({ operations, incidents, silences: [silence] }) };
}

const pinned = { type: "ssh-ed25519", key: "AAAA", fingerprint: "SHA256:a", by: "U0ANN", at: now };

function machine(name: string, pin: KnownHost["pin"]): KnownHost {
  return { name, address: "10.0.0.10", port: 22, user: "ops", from: "configuration", pin };
}

type Asked = {
  readonly pick: string;
  readonly typed: string;
  readonly command?: string;
  readonly beside?: Readonly<Record<string, string>>;
};

function choose(
  asked: Asked,
  who: Partial<Person> = {},
  pods = [givenPod({ name: "coredns" })],
  more: Partial<Parameters<typeof choicesFor>[0]> = {},
) {
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
    hosts: () => ({ list: async () => [machine("cp1", pinned), machine("pi-4", undefined)] }),
    access: { viewer: ["U1", "U0ANN"] },
    chat,
    clock: handClock(),
    ...more,
  };
  return choicesFor(parts, { beside: {}, ...asked, cluster: "home", by: person.id });
}
