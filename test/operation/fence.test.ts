// Steps that misbehave on purpose, on a simulated cluster behind the real adapter.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { systemClock } from "#src/base/clock.ts";
import { silentLog } from "#src/base/log.ts";
import type { ClusterActions, ObjectRef } from "#src/kubernetes/actions.ts";
import { schedulingCall } from "#src/kubernetes/calls/nodes.ts";
import type { Cluster, ClusterConnection } from "#src/kubernetes/cluster.ts";
import { connectCluster } from "#src/kubernetes/connect.ts";
import { defineStep, type StepContext, type StepDefinition } from "#src/operation/step.ts";
import { type SimulatedCluster, startCluster } from "../../playground/cluster/cluster.ts";
import { isChange } from "../../playground/cluster/target.ts";
import servingRequests from "../../playground/scenarios/serving-requests.ts";
import { bob, givenOperations, givenPlan } from "./given.ts";

let simulated: SimulatedCluster;
let connection: ClusterConnection;

beforeAll(async () => {
  simulated = await startCluster({ heartbeatMs: 0, podStartMs: 0, podStopMs: 1 });
  await servingRequests.begin(simulated);
  simulated.settle();
  const { url: server, ca, admin } = simulated;
  const nothing = { proxy: undefined, servername: undefined };
  const endpoint = { server, ca, ...admin, rejectUnauthorized: true, headers: {}, ...nothing };
  const load = async () => ({ endpoint });
  connection = connectCluster({ name: "home", clock: systemClock, log: silentLog, load });
});
beforeEach(() => void simulated.forgetRequests());
afterAll(async () => {
  await connection.stop();
  await simulated.close();
});

type Attempt = (cluster: Cluster, signal: AbortSignal) => Promise<unknown>;

/** Each verb there is, on something that is there. */
const verbs: Readonly<Record<keyof ClusterActions, Attempt>> = {
  setUnschedulable: (cluster, signal) =>
    cluster.setUnschedulable("worker1", { unschedulable: true, annotations: {} }, signal),
  deleteNode: (cluster, signal) => cluster.deleteNode({ node: "worker1", uid: "any" }, signal),
  evict: (cluster, signal) => cluster.evict(aPod(), {}, signal),
  deletePod: (cluster, signal) => cluster.deletePod(aPod(), { graceSeconds: 0 }, signal),
  restartRollout: (cluster, signal) => {
    const workload = { kind: "Deployment", ...refOf("apps/deployments", "default", "whoami") } as const;
    return cluster.restartRollout(workload, { at: 0, annotations: {} }, signal);
  },
  changeDaemonSet: (cluster, signal) => {
    const ref = refOf("apps/daemonsets", "kube-system", "kube-proxy");
    return cluster.changeDaemonSet(ref, { strategy: "OnDelete" }, signal);
  },
  changeConfigMap: (cluster, signal) => {
    const ref = refOf("configmaps", "kube-system", "kube-proxy");
    return cluster.changeConfigMap(ref, { data: { "config.conf": "" } }, signal);
  },
  createToken: (cluster, signal) => {
    const wanted = { expiresAt: Date.now() + 60_000, description: "", groups: [], annotations: {} };
    return cluster.createToken(wanted, signal);
  },
  deleteToken: (cluster, signal) => cluster.deleteToken({ id: "k7w2ma", uid: "any" }, signal),
  decideCertificateRequest: (cluster, signal) => {
    const { uid } = refOf("certificates.k8s.io/certificatesigningrequests", undefined, "csr-good1");
    const decision = { verdict: "approve", reason: "Mine", message: "" } as const;
    return cluster.decideCertificateRequest({ name: "csr-good1", uid }, decision, signal);
  },
};
const all = Object.entries(verbs);

test.each(all)(
  "a step whose calls do not name what %s sends is stopped before it leaves",
  async (_, attempt) => {
    const ended = await ran({
      run: (_input, { cluster, signal }) => attempt(cluster, signal).then(() => undefined),
    });
    expect(ended.operation).toMatchObject({ state: "interrupted", steps: [{ state: "interrupted" }] });
    expect(ended.operation.ending?.words).toMatch(
      /tried what is not among its calls, and it was refused before it left: (PATCH|POST|PUT|DELETE) \//,
    );
    expect(ended.events).toEqual([
      "proposed",
      "approved",
      "started",
      "step-started",
      "fenced",
      "step-interrupted",
      "interrupted",
    ]);
    expect(changes()).toEqual([]);
  },
);

test.each(all)(
  "a step that swallows what stopped %s is interrupted all the same, and sends nothing more",
  async (_, attempt) => {
    let goal: "open" | "holds" = "open";
    const ended = await ran({
      done: async () => ({ goal, evidence: "as if nothing had been" }),
      run: async (_input, { cluster, signal }) => {
        await attempt(cluster, signal).catch(() => undefined);
        await cluster.setUnschedulable("pi-1", approved, signal).catch(() => undefined);
        goal = "holds";
      },
    });
    expect(ended.operation.state).toBe("interrupted");
    expect(ended.events).toContain("fenced");
    expect(changes()).toEqual([]);
  },
);

test("what its calls name goes out", async () => {
  const ended = await ran({
    run: (_input, { cluster, signal }) => cluster.setUnschedulable("pi-1", approved, signal),
  });
  expect(ended.events).not.toContain("fenced");
  expect(changes()).toEqual(["PATCH /api/v1/nodes/pi-1"]);
});

test.each(["done", "leaves"] as const)(
  "%s changes nothing, not even what the step may send",
  async (asked) => {
    const change = ({ cluster, signal }: StepContext) => cluster.setUnschedulable("pi-1", approved, signal);
    const behaviour: Partial<Behaviour> =
      asked === "done"
        ? {
            done: async (_input, context) => {
              await change(context);
              return { goal: "holds", evidence: "" };
            },
          }
        : {
            run: async () => Promise.reject(new Error("broken")),
            leaves: async (_input, context) => {
              await change(context);
              return undefined;
            },
          };
    const ended = await ran(behaviour);
    expect(ended.operation.state).toBe(asked === "done" ? "interrupted" : "failed");
    expect(ended.events).toContain("fenced");
    expect(changes()).toEqual([]);
  },
);

test("what a step leaves running when it has returned sends nothing", async () => {
  const late = Promise.withResolvers<void>();
  let tried: Promise<unknown> = Promise.resolve();
  const ended = await ran({
    run: async (_input, { cluster }) => {
      tried = late.promise.then(() =>
        cluster.setUnschedulable("pi-1", approved, AbortSignal.timeout(60_000)),
      );
      tried.catch(() => undefined);
    },
  });
  late.resolve();
  await expect(tried).rejects.toThrow("“Test” went on after its end with, and it was refused before it left");
  expect(ended.operation.state).toBe("failed");
  expect(changes()).toEqual([]);
});

test("an approved change that has not left yet is held back by a refusal", async () => {
  const ended = await ran({
    run: async (_input, { cluster, signal }) => {
      const early = cluster.setUnschedulable("pi-1", approved, signal).catch(() => undefined);
      await cluster.setUnschedulable("worker1", approved, signal).catch(() => undefined);
      await early;
    },
  });
  expect(ended.operation.state).toBe("interrupted");
  expect(changes()).toEqual([]);
});

test("an approved change that nobody waited for is not sent after its step has returned, and interrupts", async () => {
  let early: Promise<unknown> = Promise.resolve();
  const ended = await ran({
    run: async (_input, { cluster, signal }) => {
      early = cluster.setUnschedulable("pi-1", approved, signal);
      early.catch(() => undefined);
    },
  });
  await expect(early).rejects.toThrow("went on after its end");
  expect(ended.operation.state).toBe("interrupted");
  expect(changes()).toEqual([]);
});

test("what a step left behind interrupts while the operation runs, although its goal holds", async () => {
  let late: (() => Promise<unknown>) | undefined;
  const ended = await ran({
    done: async () => {
      await late?.().catch(() => undefined);
      return { goal: late ? "holds" : "open", evidence: "as if nothing had been" };
    },
    run: async (_input, { cluster, signal }) => {
      late = () => cluster.setUnschedulable("pi-1", approved, signal);
    },
  });
  expect(ended.operation.state).toBe("interrupted");
  expect(changes()).toEqual([]);
});

test("whoever tries again and again is written down once: while running, in `leaves`, and after success", async () => {
  const tries = async ({ cluster }: StepContext) => {
    for (let time = 0; time < 5; time++) {
      await cluster.setUnschedulable("worker1", approved, AbortSignal.timeout(60_000)).catch(() => undefined);
    }
  };
  const running = await ran({ run: (_input, context) => tries(context) });
  expect(running.events.filter((event) => event === "fenced")).toHaveLength(1);

  const left = await ran({
    run: async () => Promise.reject(new Error("broken")),
    leaves: async (_input, context) => void (await tries(context)),
  });
  expect(left.operation.state).toBe("failed");
  expect(left.events.filter((event) => event === "fenced")).toHaveLength(1);

  let late: (() => Promise<void>) | undefined;
  const after = await ran({
    done: async () => ({ goal: late ? "holds" : "open", evidence: "" }),
    run: async (_input, context) => {
      late = () => tries(context);
    },
  });
  await late?.();
  expect(after.operation.state).toBe("succeeded");
  expect((await after.eventsNow()).filter((event) => event === "fenced")).toHaveLength(1);
  expect(changes()).toEqual([]);
});

test("the secret of a call that was refused is written down nowhere", async () => {
  const ended = await ran({
    run: async (_input, { cluster, signal }) => void (await verbs.createToken(cluster, signal)),
  });
  const said = JSON.stringify([ended.operation, ended.rows]);
  expect(said).toContain("stringData.token-secret=");
  expect(said).not.toMatch(/token-secret=[a-z0-9]{16}/);
});

test("text from a cluster that looks like a placeholder gets into no plan", () => {
  const record = defineStep({
    ...{
      name: "test",
      input: z.record(z.string(), z.string()),
      timeoutMs: 1,
      title: () => "Test",
      calls: () => [],
    },
    ...{ done: async () => ({ goal: "holds", evidence: "" }) as const, run: async () => undefined },
  });
  expect(() => record.with({ "<all else>": "a" })).toThrow("has angle brackets");
  expect(() => testStep({}).with({ node: "<pod>" })).toThrow("has angle brackets");
});

const approved = { unschedulable: true, annotations: {} };
const input = z.object({ node: z.string() });
type Behaviour = StepDefinition<typeof input>;

/** It may cordon a node, and does what it is told. */
function testStep(behaviour: Partial<Behaviour>) {
  return defineStep({
    name: "test",
    input,
    timeoutMs: 2_000,
    title: () => "Test",
    calls: ({ node }) => [schedulingCall({ node, ...approved })],
    done: async () => ({ goal: "open", evidence: "not yet" }),
    run: async () => undefined,
    ...behaviour,
  });
}

async function ran(behaviour: Partial<Behaviour>) {
  const step = testStep(behaviour);
  const given = givenOperations({ clusters: [connection], steps: [step] });
  const { id } = await given.operations.propose({
    ...{ line: "as planned", cluster: "home", by: "U0ANN", where: { channel: "C0OPS" }, reason: "a test" },
    plan: givenPlan([step.with({ node: "pi-1" })]),
  });
  await given.operations.decide({ decision: "approve", id, person: bob });
  for (let round = 0; round < 2_000; round++) {
    const operation = await given.operations.find(id);
    if (operation.state !== "running") {
      const rows = await Array.fromAsync(given.store.audit({ operation: id }));
      return { operation, rows, events: rows.map(({ event }) => event), eventsNow: () => given.events(id) };
    }
    // Real calls are under way between two turns of the clock.
    await given.hand.advance(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("the operation does not end");
}

function changes(): readonly string[] {
  return simulated.requests
    .filter(({ verb }) => isChange(verb))
    .map(({ method, path }) => `${method} ${path}`);
}

function aPod() {
  const [pod] = simulated.store.list("pods", "default");
  const { namespace = "", name = "", uid = "" } = pod?.metadata ?? {};
  return { namespace, name, uid };
}

function refOf(resource: string, namespace: string | undefined, name: string): ObjectRef {
  const found = simulated.store.get(resource, namespace, name);
  if (!found) throw new Error(`no ${resource} ${name}`);
  const { uid, resourceVersion = "" } = found.metadata;
  return { namespace: namespace ?? "", name, uid, resourceVersion };
}
