// Both engines keep the same promises.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "#src/base/actor.ts";
import { systemClock } from "#src/base/clock.ts";
import { silentLog } from "#src/base/log.ts";
import { type AuditEntry, verifyAudit, verifyStored } from "#src/operation/audit.ts";
import type { Operation, Runner } from "#src/operation/operation.ts";
import { type Carrier, createOutbox } from "#src/slack/outbox.ts";
import { openStore } from "#src/store/open.ts";
import { type Owed, type Store, seenForMs } from "#src/store/store.ts";
import { now as noon } from "../given.ts";
import { bob, cem, givenOperation, givenOperations, givenPlan } from "../operation/given.ts";
import { owedIn } from "../store/owed.ts";
import { ask, type PostgresServer, postgresPrograms, startPostgres } from "./postgres.ts";

/** A database of one test, and a way past the store. */
type Place = { readonly url: string; readonly raw: (statement: string) => Promise<readonly unknown[]> };
type Engine = {
  readonly start: () => Promise<void>;
  readonly place: () => Promise<Place>;
  readonly stop: () => Promise<void>;
};

const programs = postgresPrograms();
const engines: Readonly<Record<string, Engine>> = { SQLite: sqlite(), PostgreSQL: postgres() };

describe.each(Object.keys(engines))("%s", (name) => {
  const engine = engines[name] as Engine;
  let place: Place;
  let store: Store;
  let opened: readonly Store[] = [];

  beforeAll(async () => {
    if (name === "PostgreSQL" && !programs && process.env.CI) {
      throw new Error("PostgreSQL is not installed: apt-get install postgresql");
    }
    if (name !== "PostgreSQL" || programs) await engine.start();
  });

  beforeEach(async (context) => {
    if (name === "PostgreSQL" && !programs) {
      return context.skip(
        "Debian's package postgresql is not installed, so this promise was not checked on it",
      );
    }
    place = await engine.place();
    store = await open();
  });

  afterEach(async () => {
    await Promise.all(opened.map((each) => each.close()));
    opened = [];
  });

  describe("hosts", () => {
    const pin = { type: "ssh-ed25519", fingerprint: "SHA256:a", key: "AAAA", by: "U0ANN", at: noon };
    const pi = { name: "pi-4", address: "10.0.0.24", port: 22, user: "ops", pin };

    test("are kept with the key that was pinned, each cluster its own", async () => {
      expect(await store.hosts.pin("home", pi)).toBe(true);
      expect(await store.hosts.list("home")).toEqual([pi]);
      expect(await store.hosts.list("work")).toEqual([]);
    });

    test("keep their key whatever comes later, and take another address with the same key", async () => {
      await store.hosts.pin("home", pi);
      expect(await store.hosts.pin("home", { ...pi, pin: { ...pin, key: "BBBB" } })).toBe(false);
      expect(await store.hosts.list("home")).toEqual([pi]);
      expect(await store.hosts.pin("home", { ...pi, address: "10.0.0.25", port: 2222 })).toBe(true);
      expect(await store.hosts.list("home")).toEqual([{ ...pi, address: "10.0.0.25", port: 2222 }]);
    });

    test("are forgotten, and may then have another key", async () => {
      await store.hosts.pin("home", pi);
      await store.hosts.forget("work", "pi-4");
      expect(await store.hosts.list("home")).toEqual([pi]);
      await store.hosts.forget("home", "pi-4");
      expect(await store.hosts.list("home")).toEqual([]);
      expect(await store.hosts.pin("home", { ...pi, pin: { ...pin, key: "BBBB" } })).toBe(true);
    });
  });

  afterAll(async () => {
    if (name !== "PostgreSQL" || programs) await engine.stop();
  });

  async function open(): Promise<Store> {
    const one = await openStore(place.url);
    opened = [...opened, one];
    return one;
  }

  test("the newest state of a key takes the place of the one before, and settling the old one leaves it", async () => {
    const ours = claimOf("ours");
    await store.owe("a", "step", ours);
    await store.owe("b", "other", ours);
    const old = await owing(store, "a");
    await store.owe("a", "done", ours);
    expect(await store.settle(old)).toBe(false);
    expect(await store.hold(ours, [])).toEqual(["a", "b"]);
    const latest = await owing(store, "a");
    expect(latest.parcel).toBe("done");
    expect(await store.settle(latest)).toBe(true);
    expect(await owedIn(store)).toEqual(["other"]);
  });

  test("what was asked is seen once, and unanswered until it is answered, for the one who lives", async () => {
    const other = await open();
    expect(await store.receive("d1", "asked", claimOf("ours"), noon)).toBe(true);
    expect(await other.receive("d1", "asked", claimOf("theirs"), noon)).toBe(false);
    expect(await other.firstSight("d1", noon)).toBe(false);
    expect(await other.holdUnanswered(claimOf("theirs"), [])).toEqual([]);
    expect(await other.unansweredHolders("theirs")).toEqual([claimOf("ours")]);
    await store.releaseUnanswered("ours");
    expect(await other.unansweredHolders("theirs")).toEqual([]);
    const left = { delivery: "d1", request: "asked", at: noon, takeovers: 1 };
    expect(await other.holdUnanswered(claimOf("theirs"), [])).toEqual([left]);
    expect(await other.holdUnanswered(claimOf("theirs"), [])).toEqual([left]);
    const dead = [claimOf("theirs")];
    expect(await store.holdUnanswered(claimOf("ours"), dead)).toEqual([{ ...left, takeovers: 2 }]);
    await store.answered("d1");
    expect(await store.holdUnanswered(claimOf("ours"), [])).toEqual([]);
    expect(await store.firstSight("d1", noon + 60_000)).toBe(false);
  });

  test("what nobody has answered outlives what was only seen", async () => {
    await store.receive("asked", "{}", claimOf("ours"), noon);
    await store.firstSight("seen", noon);
    const late = noon + seenForMs + 1;
    await store.probe(late);
    expect(await store.firstSight("seen", late)).toBe(true);
    expect(await store.holdUnanswered(claimOf("ours", late), [])).toHaveLength(1);
  });

  test("what is owed again after it was settled is not settled by the delivery before", async () => {
    await store.owe("a", "first", claimOf("ours"));
    const first = await owing(store, "a");
    await store.settle(first);
    await store.owe("a", "second", claimOf("ours"));
    expect(await store.settle(first)).toBe(false);
    expect(await owedIn(store)).toEqual(["second"]);
  });

  test("what a living process is at stays its own, in its newest state", async () => {
    const other = await open();
    expect(await store.owe("a", "old", claimOf("ours"))).toBe(true);
    const old = await owing(store, "a");
    expect(await other.owe("a", "new", claimOf("theirs"))).toBe(false);
    expect(await other.owing("a", "theirs")).toBeUndefined();
    expect(await other.hold(claimOf("theirs"), [])).toEqual([]);
    expect(await store.settle(old)).toBe(false);
    expect((await owing(store, "a")).parcel).toBe("new");
  });

  test("what a dead process was at goes to whoever asks first", async () => {
    const other = await open();
    for (const key of ["a", "b"]) await store.owe(key, key, claimOf("dead"));
    const dead = [claimOf("dead")];
    const held = await Promise.all([other.hold(claimOf("theirs"), dead), store.hold(claimOf("third"), dead)]);
    expect(held.toSorted()).toEqual([[], ["a", "b"]]);
    expect(await store.owing("a", "dead")).toBeUndefined();
  });

  test("whoever is at something is told with the newest claim, and one renewed since is not taken", async () => {
    const other = await open();
    await store.owe("a", "a", claimOf("ours"));
    await store.owe("b", "b", claimOf("ours", noon + 1_000));
    const seen = await other.holders("theirs");
    expect(seen).toEqual([claimOf("ours", noon + 1_000)]);
    expect(await store.holders("ours")).toEqual([]);
    expect(await store.hold(claimOf("ours", noon + 10_000), [])).toEqual(["a", "b"]);
    expect(await other.hold(claimOf("theirs"), seen)).toEqual([]);
    await store.release("ours");
    expect(await other.hold(claimOf("theirs"), [])).toEqual(["a", "b"]);
  });

  test("replicas that owe the same at once owe it once", async () => {
    const other = await open();
    const said = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        (at % 2 ? store : other).owe("a", `${at}`, claimOf(at % 2 ? "ours" : "theirs")),
      ),
    );
    expect(said.filter(Boolean)).toHaveLength(10);
    expect(await owedIn(store)).toHaveLength(1);
  });

  test("however two replicas tell of one card at once, one message ends with its newest state", async () => {
    let state = 0;
    const shown = new Map<string, string>();
    const carrier: Carrier = {
      deliver: async ({ ts = `${shown.size + 1}.0`, message }) => {
        // Slack takes what comes in the order in which it comes, and answers some calls later than others.
        shown.set(ts, message.text);
        for (let turn = 0; turn < state % 7; turn++) await new Promise((resolve) => setImmediate(resolve));
        return { outcome: "delivered", ts };
      },
    };
    const draw = async () => ({ text: `${state}`, blocks: [] });
    const replicas = [store, await open()].map((each) =>
      createOutbox({ carrier, draw, store: each, clock: systemClock, log: silentLog }),
    );
    const card = {
      key: "operation/op-1",
      keeps: "card",
      draws: { kind: "operation", id: "op-1" },
      channel: "C1",
    } as const;
    await replicas[0]?.send(card);
    await Promise.all(
      Array.from({ length: 20 }, async (_, at) => {
        for (let turn = 0; turn < at; turn++) await new Promise((resolve) => setImmediate(resolve));
        state++;
        await replicas[at % 2]?.send(card);
      }),
    );
    await Promise.all(replicas.map((replica) => replica.stop(20_000)));
    expect([...shown]).toEqual([["1.0", "20"]]);
    expect(await owedIn(store)).toEqual([]);
  }, 30_000);

  test("a delivery is new once, on every connection, for two hours", async () => {
    const other = await open();
    expect(await store.firstSight("Ev1", noon)).toBe(true);
    expect(await other.firstSight("Ev1", noon + 1)).toBe(false);
    expect(await store.firstSight("Ev2", noon + seenForMs + 1)).toBe(true);
    expect(await store.firstSight("Ev1", noon + seenForMs + 2)).toBe(true);
  });

  test("a key is shown where it was shown last", async () => {
    expect(await store.shown("op-1")).toBeUndefined();
    await store.remember("op-1", "C0OPS", "1.1");
    await store.remember("op-1", "C0OPS", "2.2");
    expect(await store.shown("op-1")).toEqual({ channel: "C0OPS", ts: "2.2" });
    await store.remember("op-1", "C0OPS", "2.2", "digest");
    expect(await store.shown("op-1")).toEqual({ channel: "C0OPS", ts: "2.2", digest: "digest" });
    await store.remember("op-1", "C0OPS", "2.2");
    expect(await store.shown("op-1")).toEqual({ channel: "C0OPS", ts: "2.2" });
  });

  test("an operation is read as it was written, whatever is in its texts", async () => {
    const strange = "zero \0, half \ud800, quote ' \" ; -- ? $1 €";
    const operation = givenOperation({
      reason: strange,
      where: { channel: "C0OPS", thread: "1.2" },
      solo: true,
    });
    await store.operations.add({ next: operation, entries: [entry(operation)] });
    const { reason, ...rest } = operation;
    expect(await store.operations.find(operation.id)).toEqual({
      ...rest,
      reason: "zero \ufffd, half \ufffd, quote ' \" ; -- ? $1 €",
      ...unset,
    });
  });

  test("a taken name is no second operation", async () => {
    expect(await store.operations.add({ next: givenOperation(), entries: [] })).toBe(true);
    expect(await store.operations.add({ next: givenOperation({ line: "other" }), entries: [] })).toBe(false);
    expect(await store.operations.find("op-000001")).toMatchObject({ line: "node drain w3" });
  });

  test("votes, steps and the end come back", async () => {
    const operation = givenOperation();
    await store.operations.add({ next: operation, entries: [] });
    const voted: Operation = {
      ...operation,
      state: "failed",
      votes: [{ by: "U0BOB", verdict: "approve", role: "approver", reason: undefined, at: noon }],
      steps: [{ state: "failed", evidence: "no", startedAt: noon, endedAt: noon + 1 }],
      startedAt: noon,
      endedAt: noon + 1,
      ending: { by: "U0BOB", words: "no" },
      runner: { id: "r", until: noon + 2 },
      remindedAt: noon,
      startsAt: noon,
      queued: { by: "U0BOB", at: noon, behind: "op-3" },
      replacedBy: "op-2",
      stopAskedBy: "U0CEM",
    };
    await store.operations.change(operation.id, () => ({ next: voted, entries: [] }));
    const read = await store.operations.find(operation.id);
    expect(read).toEqual({ ...voted, reason: undefined, where: { channel: "C0OPS", thread: undefined } });
  });

  test("operations are listed newest first, by cluster and state", async () => {
    for (const [at, cluster] of ["home", "work", "home"].entries()) {
      const next = givenOperation({ id: `op-${at}`, cluster, proposedAt: noon + at });
      await store.operations.add({ next, entries: [] });
    }
    await store.operations.change("op-0", (operation) => ({
      next: { ...operation, state: "denied" },
      entries: [],
    }));
    const ids = async (wanted: Parameters<Store["operations"]["list"]>[0]) =>
      (await store.operations.list(wanted)).map(({ id }) => id);
    expect(await ids({})).toEqual(["op-2", "op-1", "op-0"]);
    expect(await ids({ limit: 1 })).toEqual(["op-2"]);
    expect(await ids({ cluster: "home" })).toEqual(["op-2", "op-0"]);
    expect(await ids({ cluster: "home", states: ["proposed", "stale"] })).toEqual(["op-2"]);
  });

  test("an operation is untold until everybody was told of its state", async () => {
    const untold = async () => (await store.operations.list({ untold: true })).map(({ id }) => id);
    await store.operations.add({ next: givenOperation(), entries: [] });
    expect(await untold()).toEqual(["op-000001"]);
    await store.operations.told("op-000001", "proposed");
    expect(await untold()).toEqual([]);
    await store.operations.change("op-000001", (operation) => ({
      next: { ...operation, state: "denied" },
      entries: [],
    }));
    expect(await untold()).toEqual(["op-000001"]);
  });

  test("a vote that changes no state is untold too", async () => {
    const untold = async () => (await store.operations.list({ untold: true })).map(({ id }) => id);
    await store.operations.add({ next: givenOperation(), entries: [] });
    await store.operations.told("op-000001", "proposed");
    const entry = { at: 1, event: "approved", by: "U0BOB", operation: "op-000001", details: {} } as const;
    await store.operations.change("op-000001", (operation) => ({ next: operation, entries: [entry] }));
    expect(await untold()).toEqual(["op-000001"]);
    await store.operations.told("op-000001", "proposed");
    expect(await untold()).toEqual([]);
  });

  test("only one operation of a cluster gets the lock, and the other learns who has it", async () => {
    const other = await open();
    for (const id of ["op-1", "op-2"])
      await store.operations.add({ next: givenOperation({ id }), entries: [] });
    await store.operations.add({ next: givenOperation({ id: "op-3", cluster: "work" }), entries: [] });
    const run = (target: Store, id: string) =>
      target.operations.change(id, (operation) => ({
        next: { ...operation, state: "running" },
        entries: [entry(operation)],
      }));
    const results = await Promise.all([run(store, "op-1"), run(other, "op-2"), run(store, "op-3")]);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(["done", "done", "held"]);
    const held = results.find((each) => each.outcome === "held");
    const holder = results[0]?.outcome === "done" ? "op-1" : "op-2";
    expect(held).toMatchObject({ lock: "cluster/home", holder });
    expect(await Array.fromAsync(store.audit())).toHaveLength(2);
  });

  test.each(["failed", "interrupted"] as const)(
    "an operation that %s keeps the lock until it is abandoned",
    async (state) => {
      for (const id of ["op-1", "op-2"])
        await store.operations.add({ next: givenOperation({ id }), entries: [] });
      const become = (id: string, next: Operation["state"]) =>
        store.operations.change(id, (operation) => ({ next: { ...operation, state: next }, entries: [] }));
      await become("op-1", state);
      expect(await become("op-2", "running")).toMatchObject({ outcome: "held", holder: "op-1" });
      await become("op-1", "abandoned");
      expect(await become("op-2", "running")).toMatchObject({ outcome: "done" });
    },
  );

  test("a plan names what nobody else may work on: all of it is taken, or nothing", async () => {
    const add = (id: string, locks: readonly string[]) =>
      store.operations.add({ next: givenOperation({ id, plan: { ...givenPlan([]), locks } }), entries: [] });
    const become = (id: string, state: Operation["state"]) =>
      store.operations.change(id, (operation) => ({ next: { ...operation, state }, entries: [] }));
    await add("op-1", ["cluster/home", "host/pi-4"]);
    await add("op-2", ["host/pi-5"]);
    await add("op-3", ["host/pi-5", "cluster/home"]);
    await add("op-4", ["host/pi-6", "host/pi-5"]);
    expect(await become("op-1", "running")).toMatchObject({ outcome: "done" });
    expect(await become("op-2", "running")).toMatchObject({ outcome: "done" });
    const held = { outcome: "held", lock: "cluster/home", holder: "op-1" };
    expect(await become("op-3", "running")).toEqual(held);
    expect(await become("op-2", "succeeded")).toMatchObject({ outcome: "done" });
    expect(await become("op-3", "running")).toEqual(held);
    expect(await become("op-4", "running")).toMatchObject({ outcome: "done" });
    await become("op-1", "succeeded");
    expect(await become("op-3", "running")).toEqual({ ...held, lock: "host/pi-5", holder: "op-4" });
  });

  test("two that want the same names in another order never wait for each other", async () => {
    const other = await open();
    const names = ["cluster/home", "host/pi-4"];
    for (const [at, locks] of [names, names.toReversed()].entries()) {
      const next = givenOperation({ id: `op-${at}`, plan: { ...givenPlan([]), locks } });
      await store.operations.add({ next, entries: [] });
    }
    for (let round = 0; round < 10; round++) {
      const become = (target: Store, id: string, state: Operation["state"]) =>
        target.operations.change(id, (operation) => ({ next: { ...operation, state }, entries: [] }));
      const both = [become(store, "op-0", "running"), become(other, "op-1", "running")];
      expect((await Promise.all(both)).map(({ outcome }) => outcome).toSorted()).toEqual(["done", "held"]);
      for (const id of ["op-0", "op-1"]) await become(store, id, "proposed");
    }
  });

  test("a lock that its holder left behind when it ended is free", async () => {
    for (const id of ["op-1", "op-2"])
      await store.operations.add({ next: givenOperation({ id }), entries: [] });
    await place.raw("INSERT INTO locks (name, holder) VALUES ('cluster/home', 'op-1')");
    const run = store.operations.change("op-2", (operation) => ({
      next: { ...operation, state: "running" },
      entries: [],
    }));
    expect(await run).toMatchObject({ outcome: "done" });
  });

  test("changes to one operation come one after the other, each seeing the one before", async () => {
    const other = await open();
    await store.operations.add({ next: givenOperation(), entries: [] });
    const seen: (string | undefined)[] = [];
    const stop = (target: Store, by: Actor) =>
      target.operations.change("op-000001", (operation) => {
        seen.push(operation.stopAskedBy);
        return operation.stopAskedBy ? undefined : { next: { ...operation, stopAskedBy: by }, entries: [] };
      });
    const results = await Promise.all([
      stop(store, "U1"),
      stop(other, "U2"),
      stop(store, "U3"),
      stop(other, "U4"),
    ]);
    expect(results.filter(({ outcome }) => outcome === "done")).toHaveLength(1);
    expect(seen.filter((by) => by === undefined)).toHaveLength(1);
  });

  test("a decision that throws leaves nothing behind", async () => {
    await store.operations.add({ next: givenOperation(), entries: [] });
    const refused = store.operations.change("op-000001", () => {
      throw new Error("no");
    });
    await expect(refused).rejects.toThrow("no");
    expect(await store.operations.find("op-000001")).toMatchObject({ state: "proposed" });
    expect(await Array.fromAsync(store.audit())).toEqual([]);
    expect(await store.auditHead()).toMatchObject({ seq: 0 });
  });

  test("a change whose audit cannot be written did not happen", async () => {
    await store.operations.add({ next: givenOperation(), entries: [] });
    const broken = {
      ...entry(givenOperation()),
      at: "late" as unknown as number,
      event: null as unknown as "stale",
    };
    const change = store.operations.change("op-000001", (operation) => ({
      next: { ...operation, state: "cancelled" },
      entries: [entry(operation), broken],
    }));
    await expect(change).rejects.toThrow();
    expect(await store.operations.find("op-000001")).toMatchObject({ state: "proposed" });
    expect(await Array.fromAsync(store.audit())).toEqual([]);
  });

  test("nobody votes twice in the same way", async () => {
    await store.operations.add({ next: givenOperation(), entries: [] });
    const vote = { by: "U0BOB", verdict: "approve", role: "approver", at: noon } as const;
    const twice = store.operations.change("op-000001", (operation) => ({
      next: { ...operation, votes: [vote, vote] },
      entries: [],
    }));
    await expect(twice).rejects.toThrow();
    expect(await store.operations.find("op-000001")).toMatchObject({ votes: [] });
  });

  test("a stale operation and the one that replaces it change together", async () => {
    await store.operations.add({ next: givenOperation(), entries: [] });
    const successor = givenOperation({ id: "op-000002" });
    await store.operations.change("op-000001", (operation) => ({
      next: { ...operation, state: "stale", replacedBy: "op-000002" },
      entries: [entry(operation)],
      successor,
    }));
    expect(await store.operations.find("op-000002")).toMatchObject({
      state: "proposed",
      steps: [{ state: "waiting" }],
    });
  });

  test("the audit's rows follow from one another, also when two replicas write at once", async () => {
    const other = await open();
    const writers = Array.from({ length: 20 }, (_, at) => (at % 2 ? store : other));
    await Promise.all(
      writers.map((writer, at) => writer.note(entry(givenOperation(), { number: at, none: undefined }))),
    );
    const rows = await Array.fromAsync(store.audit());
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    expect(await verifyStored(store)).toEqual({
      intact: true,
      rows: 20,
      head: rows.at(-1)?.hash,
    });
  });

  test("rows that are appended during a verification do no harm", async () => {
    for (let at = 0; at < 3; at++) await store.note(entry(givenOperation(), { at }));
    const head = { seq: 3, hash: "another", ...(await store.auditHead()) };
    await store.note(entry(givenOperation()));
    expect(await verifyAudit(store.audit(), head)).toMatchObject({ intact: true, rows: 4 });
    expect(await verifyAudit(store.audit(), { ...head, hash: "another" })).toMatchObject({
      intact: false,
      seq: 3,
    });
    let isRead = false;
    const auditHead = async () => {
      // The first time only, so that another row is added between its reading and that of the rows.
      if (!isRead) await store.note(entry(givenOperation()));
      isRead = true;
      return { ...head, ...(await store.auditHead()) };
    };
    expect(await verifyStored({ audit: store.audit, auditHead })).toMatchObject({ intact: true, rows: 5 });
  });

  test("an operation lives its life on it", async () => {
    const { operations, propose, ended, world } = givenOperations({ store, changed: () => undefined });
    const { id } = await propose(["a", "b"]);
    const clicks = [bob, bob].map((person) => operations.decide({ decision: "approve", id, person }));
    expect((await Promise.allSettled(clicks)).map(({ status }) => status).sort()).toEqual([
      "fulfilled",
      "rejected",
    ]);
    expect(await ended(id)).toMatchObject({ state: "succeeded" });
    expect(world.calls).toEqual(["a", "b"]);
    await operations.stop(0);
  });

  test("two replicas are asked at once, and one of them runs it", async () => {
    const replica = givenOperations({ store: await open(), changed: () => undefined });
    const { operations, propose, ended, world } = givenOperations({
      store,
      world: replica.world,
      changed: () => undefined,
    });
    const { id } = await propose(["a"]);
    const clicks = [operations, replica.operations].map((each, at) =>
      each.decide({ decision: "approve", id, person: at ? bob : cem }),
    );
    expect((await Promise.allSettled(clicks)).map(({ status }) => status).sort()).toEqual([
      "fulfilled",
      "rejected",
    ]);
    expect(await ended(id)).toMatchObject({ state: "succeeded" });
    expect(world.calls).toEqual(["a"]);
    await Promise.all([operations.stop(0), replica.operations.stop(0)]);
  });

  test("the audit is read in order, of one operation, and from a row on", async () => {
    for (const operation of ["op-1", "op-2", "op-1"])
      await store.note({ ...entry(givenOperation()), operation });
    const seqs = async (wanted?: Parameters<Store["audit"]>[0]) =>
      (await Array.fromAsync(store.audit(wanted))).map(({ seq }) => seq);
    expect(await seqs({ operation: "op-1" })).toEqual([1, 3]);
    expect(await seqs({ after: 1 })).toEqual([2, 3]);
  });

  test("more rows than one batch are read whole", async () => {
    await place.raw(
      "INSERT INTO audit WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1001) SELECT i, 0, 'proposed', NULL, NULL, NULL, '{}', '', '' FROM n",
    );
    expect(await Array.fromAsync(store.audit())).toHaveLength(1_001);
  });

  const columns = "seq, at, event, details, previous, hash";
  const values = "1, 'proposed', '{}', '', ''";
  test.each([
    "UPDATE audit SET person = 'U0EVE' WHERE seq = 1",
    "DELETE FROM audit WHERE seq = 1",
    "DELETE FROM audit_head",
    "UPDATE audit_head SET seq = 0",
    "UPDATE audit_head SET seq = seq + 2",
    "UPDATE audit_head SET id = 2",
    ...(name === "SQLite"
      ? [
          `INSERT OR REPLACE INTO audit (${columns}) VALUES (1, ${values})`,
          `INSERT OR REPLACE INTO audit (rowid, ${columns}) VALUES (1, 9, ${values})`,
          `REPLACE INTO audit (${columns}) VALUES (NULL, ${values})`,
          "UPDATE OR REPLACE audit SET seq = 2 WHERE seq = 1",
          "REPLACE INTO audit_head (id, seq, hash) VALUES (1, 0, '')",
          "UPDATE audit_head SET seq = 'zzz'",
        ]
      : [
          `INSERT INTO audit (${columns}) VALUES (1, ${values}) ON CONFLICT (seq) DO UPDATE SET event = 'stale'`,
          "INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '') ON CONFLICT (id) DO UPDATE SET seq = 0",
          "TRUNCATE audit",
          "TRUNCATE audit_head",
        ]),
  ])("the database refuses: %s", async (statement) => {
    await store.note(entry(givenOperation()));
    await store.note(entry(givenOperation()));
    await expect(place.raw(statement)).rejects.toThrow("append-only");
    expect(await verifyStored(store)).toMatchObject({ intact: true, rows: 2 });
  });

  test.each([
    [
      "a changed row",
      "UPDATE audit SET person = 'U0EVE' WHERE seq = 2",
      { seq: 2, why: "row 2 was changed" },
    ],
    [
      "a changed detail",
      "UPDATE audit SET details = '{}' WHERE seq = 3",
      { seq: 3, why: "row 3 was changed" },
    ],
    [
      "details that are no JSON",
      "UPDATE audit SET details = 'x' WHERE seq = 3",
      { seq: 3, why: "row 3 was changed" },
    ],
    ["a removed row", "DELETE FROM audit WHERE seq = 2", { seq: 2, why: "row 2 is missing; row 3 follows" }],
    [
      "the first row removed",
      "DELETE FROM audit WHERE seq = 1",
      { seq: 1, why: "row 1 is missing; row 2 follows" },
    ],
    [
      "two rows exchanged",
      "UPDATE audit SET seq = seq + 100 WHERE seq IN (3, 4); UPDATE audit SET seq = 107 - seq WHERE seq = 103; UPDATE audit SET seq = 107 - seq WHERE seq = 104",
      { seq: 3, why: "row 3 does not follow from the one before" },
    ],
    [
      "a removed row with the numbers closed up",
      "DELETE FROM audit WHERE seq = 2; UPDATE audit SET seq = seq - 1 WHERE seq = 3",
      { seq: 2, why: "row 2 does not follow from the one before" },
    ],
    [
      "the newest rows removed",
      "DELETE FROM audit WHERE seq > 3",
      { seq: 4, why: "rows after 3 are missing: 4 were written" },
    ],
    [
      "the head removed",
      "DELETE FROM audit_head",
      { why: "what says how many rows were written is gone, so nobody can tell whether any are missing" },
    ],
    [
      "the newest rows removed, and the head with them",
      "DELETE FROM audit WHERE seq > 3; DELETE FROM audit_head",
      { why: "what says how many rows were written is gone, so nobody can tell whether any are missing" },
    ],
    [
      "the table of the head dropped",
      "DROP TABLE audit_head",
      { why: "what says how many rows were written is gone, so nobody can tell whether any are missing" },
    ],
    [
      "the table of the rows dropped",
      "DROP TABLE audit",
      { seq: 1, why: "rows after 0 are missing: 4 were written" },
    ],
    [
      "the head set back",
      "UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit WHERE seq = 2)",
      { seq: 3, why: "row 3 stands behind the one that was written last" },
    ],
    [
      "a row that was written past the head",
      "INSERT INTO audit (seq, at, event, details, previous, hash) SELECT 5, 1, 'proposed', '{}', hash, 'x' FROM audit WHERE seq = 4",
      { seq: 5, why: "row 5 stands behind the one that was written last" },
    ],
  ])("verification finds %s", async (_, tampering, found) => {
    for (let at = 0; at < 4; at++) await store.note(entry(givenOperation(), { at }));
    await place.raw(unfenced(name));
    for (const statement of tampering.split("; ")) await place.raw(statement);
    expect(await verifyStored(store)).toEqual({ intact: false, ...found });
  });

  // PostgreSQL's column takes nothing else.
  if (name === "SQLite") {
    test("verification finds a head that is no number", async () => {
      await store.note(entry(givenOperation()));
      await place.raw(unfenced(name));
      await place.raw("UPDATE audit_head SET seq = 'zzz'");
      expect(await verifyStored(store)).toMatchObject({ intact: false });
    });
  }

  test.each(["DELETE FROM audit_head", "DROP TABLE audit_head"])(
    "without its head nothing is written down, and so nothing is done: %s",
    async (tampering) => {
      await store.operations.add({ next: givenOperation(), entries: [] });
      await place.raw(unfenced(name));
      await place.raw(tampering);
      const denied = store.operations.change("op-000001", (operation) => ({
        next: { ...operation, state: "denied" },
        entries: [entry(operation)],
      }));
      await expect(denied).rejects.toThrow("The audit cannot be written");
      expect(await store.operations.find("op-000001")).toMatchObject({ state: "proposed" });
      expect(await Array.fromAsync(store.audit())).toEqual([]);
    },
  );

  test("how far a schedule has got is kept for one of two replicas that were at it at once", async () => {
    const begun = { recurrence: "0 8 * * * UTC", doneUntil: noon, tries: 0 };
    expect(await store.noteScheduleRun("morning", begun, undefined)).toBe(true);
    expect(await store.noteScheduleRun("morning", begun, undefined)).toBe(false);
    const ran = { ...begun, doneUntil: noon + 86_400_000, tries: 1 };
    expect(await store.noteScheduleRun("morning", ran, begun)).toBe(true);
    expect(await store.noteScheduleRun("morning", ran, begun)).toBe(false);
    expect(await store.scheduleRuns()).toEqual(new Map([["morning", ran]]));
  });

  test("two processes that start at once on an empty database both find it migrated", async () => {
    place = await engine.place();
    const both = await Promise.all([open(), open()]);
    for (const each of both) expect(await owedIn(each)).toEqual([]);
  });

  test("what was written is there after the connection was closed", async () => {
    await store.operations.add({ next: givenOperation(), entries: [entry(givenOperation())] });
    await store.close();
    opened = [];
    const again = await open();
    expect(await again.operations.find("op-000001")).toMatchObject({ state: "proposed" });
    expect(await Array.fromAsync(again.audit())).toHaveLength(1);
  });
});

/** What a stored operation has where nothing was given. */
const unset = {
  remindedAt: undefined,
  startsAt: undefined,
  queued: undefined,
  startedAt: undefined,
  endedAt: undefined,
  runner: undefined,
  ending: undefined,
  replacedBy: undefined,
  stopAskedBy: undefined,
  steps: [{ state: "waiting", evidence: undefined, startedAt: undefined, endedAt: undefined }],
};

/** As long as the outbox makes its own. */
function claimOf(id: string, now = noon): Runner {
  return { id, until: now + 15_000 };
}

async function owing(store: Store, key: string): Promise<Owed> {
  const found = await store.owing(key, "ours");
  if (!found) throw new Error(`${key} is not owed by us`);
  return found;
}

function entry({ id, cluster }: Operation, details: AuditEntry["details"] = {}): AuditEntry {
  return { at: noon, event: "proposed", by: "U0ANN", cluster, operation: id, details };
}

/** Drops every trigger that stands before what a test has to forge. */
function unfenced(name: string): string {
  return name === "SQLite"
    ? "DROP TRIGGER audit_never_changes; DROP TRIGGER audit_never_shrinks; DROP TRIGGER audit_head_stays; DROP TRIGGER audit_head_only_grows"
    : "DROP TRIGGER audit_never_changes ON audit; DROP TRIGGER audit_head_stays ON audit_head; DROP TRIGGER audit_head_only_grows ON audit_head";
}

function sqlite(): Engine {
  const folder = mkdtempSync(join(tmpdir(), "wheelhouse-contract-"));
  let count = 0;
  return {
    start: async () => undefined,
    stop: async () => undefined,
    place: async () => {
      const url = join(folder, `${++count}.db`);
      return {
        url,
        raw: async (statement) => {
          const database = new DatabaseSync(url);
          try {
            database.exec(statement);
            return [];
          } finally {
            database.close();
          }
        },
      };
    },
  };
}

function postgres(): Engine {
  let server: PostgresServer | undefined;
  return {
    start: async () => {
      server = await startPostgres(programs ?? "");
    },
    stop: async () => server?.stop(),
    place: async () => {
      const url = (await server?.place()) ?? "";
      return { url, raw: (statement) => ask(url, statement) };
    },
  };
}
