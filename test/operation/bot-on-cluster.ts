// The engine with the real steps and the real adapter, on a database file and a simulated cluster: what lives, is killed and comes back.
import { join } from "node:path";
import { type Clock, systemClock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { createRedactor } from "#src/base/redact.ts";
import type { Self } from "#src/base/self.ts";
import { fencedCampaigns } from "#src/campaign/begin.ts";
import type { AnyDefinition, CommandTree } from "#src/command/define.ts";
import { parseLine } from "#src/command/parse.ts";
import { createHosts } from "#src/hosts/hosts.ts";
import type { Configured } from "#src/hosts/inventory.ts";
import { connectCluster } from "#src/kubernetes/connect.ts";
import type { Endpoint } from "#src/kubernetes/connection/endpoint.ts";
import { loadSteps } from "#src/operation/load-steps.ts";
import type { Operation } from "#src/operation/operation.ts";
import { createOperations, type Operations } from "#src/operation/operations.ts";
import type { Plan } from "#src/operation/plan.ts";
import type { Store } from "#src/store/store.ts";
import { ann, bob, dan, policy } from "./given.ts";

const root = join(import.meta.dirname, "../..");
const steps = loadSteps(join(root, "src/steps"));

export type BotParts = {
  readonly store: Store;
  readonly endpoint: Endpoint;
  /** The pod that it runs in, when that is in this cluster. */
  readonly self: Self | undefined;
  /** The machines that it may log in to. */
  readonly hosts?: Configured | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly changed?: (operation: Operation) => void;
  /** Makes what it changes things through stop when it dies; only for who dies within this process. */
  readonly mortal?: <T extends object>(part: T) => T;
};

export type Bot = {
  readonly operations: Operations;
  /** By Ann. */
  readonly propose: (line: string) => Promise<Operation>;
  /** By Bob. */
  readonly approve: (operation: Operation) => Promise<Operation>;
  /** By Dan. */
  readonly resume: (operation: Operation) => Promise<Operation>;
  readonly stop: () => Promise<void>;
  /** Lets go of every connection, as the system does for a dead process: nothing is ended, and nothing written. */
  readonly abandon: () => Promise<void>;
};

export async function startBot(parts: BotParts): Promise<Bot> {
  const { store, endpoint, self, clock, log, changed = () => undefined, mortal = (part) => part } = parts;
  const reached = parts.hosts ?? { ssh: undefined, hosts: {} };
  const hosts = createHosts({ cluster: "home", ...reached, pins: store.hosts, now: clock.now, log });
  const load = async () => ({ endpoint });
  const cluster = connectCluster({ name: "home", clock: systemClock, log, load });
  const operations = createOperations({
    store,
    clusters: [mortal(cluster)],
    hosts: () => mortal(hosts),
    campaigns: mortal(fencedCampaigns({ store, tell: async () => undefined, clock })),
    steps: await steps,
    replan: ({ line }) => plan(line),
    policyOf: () => policy,
    changed,
    self: () => self,
    clock,
    log,
    redact: createRedactor([]),
  });
  cluster.start();
  await cluster.settled(AbortSignal.timeout(60_000));

  return {
    operations,
    propose: async (line) =>
      operations.propose({
        line,
        cluster: cluster.name,
        by: ann.id,
        where: { channel: "C0OPS" },
        reason: undefined,
        plan: await plan(line),
      }),
    approve: ({ id, plan: { target } }) =>
      operations.decide({ decision: "approve", id, person: bob, typed: target }),
    resume: ({ id, plan: { target } }) =>
      operations.decide({ decision: "resume", id, person: dan, typed: target }),
    stop: async () => {
      await operations.stop(0);
      await abandon();
      await store.close();
    },
    abandon,
  };

  async function abandon(): Promise<void> {
    hosts.close();
    await cluster.stop();
  }

  async function plan(line: string): Promise<Plan> {
    const parsed = parseLine(await commandIn(line), line);
    if (parsed.kind !== "complete" || parsed.command.kind !== "operation")
      throw new Error(`${line} is ${parsed.kind}`);
    const signal = AbortSignal.timeout(60_000);
    const read = { cluster, hosts, operations: store.operations, self };
    return parsed.command.plan(parsed.args, { ...read, now: clock.now(), signal });
  }
}

/** A tree of the one command that the line begins with: all of them cost each process a fifth of a second. */
async function commandIn(line: string): Promise<CommandTree> {
  const path = line.split(" ").slice(0, 2);
  const { default: definition }: { default: AnyDefinition } = await import(
    join(root, "commands", `${path.join("/")}.ts`)
  );
  return [{ ...definition, path }];
}
