// A simulated cluster, the adapter, and operations with the real steps; the operations' clock is moved by hand.

import { join } from "node:path";
import { systemClock } from "#src/base/clock.ts";
import { silentLog } from "#src/base/log.ts";
import { connectCluster } from "#src/kubernetes/connect.ts";
import { claimMs } from "#src/operation/claim.ts";
import { loadSteps } from "#src/operation/load-steps.ts";
import type { Operation } from "#src/operation/operation.ts";
import { createOperations } from "#src/operation/operations.ts";
import type { Plan } from "#src/operation/plan.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import {
  type ClusterOptions,
  type SimulatedCluster,
  startCluster,
} from "../../../playground/cluster/cluster.ts";
import { labelsAt, listAt, textAt } from "../../../playground/cluster/object.ts";
import { noFencedCampaigns } from "../../campaign/none.ts";
import { planOf } from "../../commands/ask.ts";
import { type HandClock, handClock } from "../../hand-clock.ts";
import { noFencedHosts } from "../../hosts/none.ts";
import { leap } from "../../leap.ts";
import { ann, bob, dan, policy } from "../../operation/given.ts";
import { type Unfenced, unfenced } from "../../unfenced.ts";

export type World = {
  readonly simulated: SimulatedCluster;
  readonly cluster: Unfenced;
  readonly hand: HandClock;
  readonly plan: (line: string) => Promise<Plan>;
  /** Proposed by Ann, approved by Bob, and waited for until it runs no more. */
  readonly run: (line: string) => Promise<Operation>;
  readonly resume: (id: string) => Promise<Operation>;
  /** By Dan. */
  readonly decide: (id: string, decision: "stop" | "abandon") => Promise<Operation>;
  readonly start: (line: string) => Promise<Operation>;
  readonly ended: (id: string) => Promise<Operation>;
  /** To the end of a pause, if anybody pauses. */
  readonly goOn: () => Promise<void>;
  /** Lets time go by, and real calls with it. */
  readonly pass: (ms: number) => Promise<void>;
  /** The process dies: nothing more is done or written; a new one starts and looks how far it got. */
  readonly startAgain: () => Promise<void>;
  /** The process dies when it is about to make this call of the cluster. */
  readonly dieBefore: (call: keyof Unfenced) => void;
  /** Resolves when it is dead. */
  readonly dead: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const steps = await loadSteps(join(import.meta.dirname, "../../../src/steps"));

export async function givenWorld(options: ClusterOptions = {}): Promise<World> {
  const simulated = await startCluster({ heartbeatMs: 0, podStartMs: 0, podStopMs: 1, ...options });
  const hand = handClock(Date.now());
  const store = openSqlite(":memory:");
  let alive = new AbortController();
  const cluster = connectTo(simulated);
  cluster.start();
  await cluster.settled(AbortSignal.timeout(60_000));
  let deadly: keyof Unfenced | undefined;
  let operations = begin();
  /** Nobody sweeps before the second start. */
  let sweeps = 0;

  return {
    ...{ simulated, cluster, hand, plan, run, resume, decide, start, ended, goOn, pass },
    ...{ startAgain, dieBefore, dead, close },
  };

  function plan(line: string): Promise<Plan> {
    return planOf(line, cluster);
  }

  async function start(line: string): Promise<Operation> {
    const proposed = await operations.propose({
      line,
      cluster: cluster.name,
      by: ann.id,
      where: { channel: "C0OPS" },
      reason: undefined,
      plan: await plan(line),
    });
    await operations.decide({ decision: "approve", id: proposed.id, person: bob });
    return proposed;
  }

  async function run(line: string): Promise<Operation> {
    return ended((await start(line)).id);
  }

  async function resume(id: string): Promise<Operation> {
    await operations.decide({ decision: "resume", id, person: dan });
    return ended(id);
  }

  function decide(id: string, decision: "stop" | "abandon"): Promise<Operation> {
    return operations.decide({ decision, id, person: dan });
  }

  async function ended(id: string): Promise<Operation> {
    for (let round = 0; round < 2_000; round++) {
      const operation = await operations.find(id);
      if (operation.state !== "running") return operation;
      await goOn();
    }
    throw new Error(`${id} does not end`);
  }

  function goOn(): Promise<void> {
    return leap(hand, sweeps);
  }

  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      await hand.advance(500);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  function dieBefore(call: keyof Unfenced): void {
    deadly = call;
  }

  async function dead(): Promise<void> {
    for (let round = 0; round < 2_000 && !alive.signal.aborted; round++) {
      await goOn();
    }
    if (!alive.signal.aborted) throw new Error(`it never came to ${deadly}`);
  }

  async function startAgain(): Promise<void> {
    alive = new AbortController();
    deadly = undefined;
    // What the dead process waited for comes to nothing.
    await hand.advance(10 * 60_000);
    operations = begin();
    sweeps = 1;
    void operations.start();
    await hand.settle();
    // Its claim has stood for its time.
    await hand.advance(claimMs);
  }

  /** Nothing of a killed process arrives: each call of its cluster and its store ends with its own death. */
  function begin() {
    const { signal } = alive;
    const mortal = <T extends object>(whole: T): T =>
      new Proxy(whole, {
        get: (target, key) => {
          const value: unknown = Reflect.get(target, key);
          if (typeof value === "object" && value !== null) return mortal(value);
          if (typeof value !== "function") return value;
          return (...given: unknown[]) => {
            if (key === deadly) alive.abort();
            if (signal.aborted) return new Promise(() => undefined);
            return Reflect.apply(value, target, given);
          };
        },
      });
    return createOperations({
      hosts: () => noFencedHosts,
      campaigns: noFencedCampaigns,
      clusters: [{ ...mortal(cluster), fenced: (fence) => mortal(cluster.fenced(fence)) }],
      replan: async ({ line }) => plan(line),
      changed: () => undefined,
      clock: mortal(hand),
      log: silentLog,
      redact: (text) => text,
      store: mortal(store),
      steps,
      policyOf: () => policy,
    });
  }

  async function close(): Promise<void> {
    alive.abort();
    await cluster.stop();
    await simulated.close();
    await store.close();
  }
}

function connectTo({ url, ca, credentials }: SimulatedCluster): Unfenced {
  const { cert, key } = credentials;
  const nothing = { proxy: undefined, servername: undefined };
  const endpoint = { server: url, ca, cert, key, rejectUnauthorized: true, headers: {}, ...nothing };
  return unfenced(
    connectCluster({
      name: "home",
      clock: systemClock,
      log: silentLog,
      load: async () => ({ endpoint }),
    }),
  );
}

export function configOf({ store }: SimulatedCluster): string {
  return labelsAt(store.get("configmaps", "kube-system", "kube-proxy"), "data")["config.conf"] ?? "";
}

export function annotationsOf({ store }: SimulatedCluster, resource: string): readonly string[] {
  const object = store.get(resource, "kube-system", "kube-proxy");
  return Object.keys(object?.metadata.annotations ?? {}).filter((key) => key.startsWith("wheelhouse/"));
}

/** Uid of the pod of kube-proxy by node. */
export function podsByNode({ store }: SimulatedCluster): Readonly<Record<string, string>> {
  const pods = store
    .list("pods", "kube-system")
    .filter((pod) => pod.metadata.labels?.["k8s-app"] === "kube-proxy");
  return Object.fromEntries(pods.map((pod) => [textAt(pod, "spec.nodeName"), pod.metadata.uid]));
}

export function daemonSetOf({ store }: SimulatedCluster) {
  const found = store.get("apps/daemonsets", "kube-system", "kube-proxy");
  if (!found) throw new Error("no DaemonSet kube-proxy");
  return found;
}

export function imageOf(simulated: SimulatedCluster): string {
  return String(listAt(daemonSetOf(simulated), "spec.template.spec.containers")[0]?.image);
}
