// Campaigns and operations of the real kind on a database in memory, on a cluster that is as well as a test says; they can be killed and begun anew.
import { UnreachableError } from "#src/base/errors.ts";
import { silentLog } from "#src/base/log.ts";
import { fencedCampaigns } from "#src/campaign/begin.ts";
import type { Bounds, Campaign, Decision, Stage } from "#src/campaign/campaign.ts";
import { type Campaigns, createCampaigns } from "#src/campaign/campaigns.ts";
import type { Seen } from "#src/campaign/gates.ts";
import { campaignPlan } from "#src/campaign/plan-campaign.ts";
import type { PlannedStage } from "#src/campaign/start-stage.ts";
import type { Cluster } from "#src/kubernetes/cluster.ts";
import { verifyStored } from "#src/operation/audit.ts";
import { claimMs } from "#src/operation/claim.ts";
import { newId } from "#src/operation/id.ts";
import type { Decider } from "#src/operation/judge.ts";
import type { Operation } from "#src/operation/operation.ts";
import { createOperations, type Operations } from "#src/operation/operations.ts";
import type { Step } from "#src/operation/step.ts";
import beginCampaign from "#src/steps/begin-campaign.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import type { Store } from "#src/store/store.ts";
import { givenCluster, givenNode, now } from "../given.ts";
import { handClock } from "../hand-clock.ts";
import { noFencedHosts } from "../hosts/none.ts";
import { ann, bob, givenPlan, policy, switchCall, switchStep, type World } from "../operation/given.ts";
import { fenceable } from "../unfenced.ts";
import { givenStage, noBounds } from "./given.ts";
import { givenSeen } from "./given-seen.ts";

type Answered = PlannedStage | Error;

type Given = {
  readonly stages?: readonly Stage[];
  readonly bounds?: Partial<Bounds>;
  readonly step?: (world: World) => Step;
};

export type CampaignWorld = Awaited<ReturnType<typeof givenCampaigns>>;

/** Touches `w1`, `w2` and `w3` one after another, by themselves, unless a test says otherwise. */
export async function givenCampaigns(given: Given = {}) {
  const { stages = ["w1", "w2", "w3"].map((name) => givenStage(name)) } = given;
  const calls = stages.map(({ node = "" }) => switchCall(node));
  const bounds: Bounds = { ...noBounds, calls, ...given.bounds };
  const world: World = { on: new Set(), calls: [] };
  const hand = handClock(now);
  const store = openSqlite(":memory:");
  const step = given.step?.(world) ?? switchStep(world);
  const steps = new Map<string, Step>([step, beginCampaign].map((each) => [each.name, each]));
  /** What a test changes meanwhile. */
  const facts = {
    seen: givenSeen() as Seen | Error,
    isSlackAway: false,
    /** While it is told what was stored, before it goes on. */
    meanwhile: async (_campaign: Campaign): Promise<void> => undefined,
    planned: (stage: Stage): Answered | Promise<Answered> => plannedOf(step.name, stage),
  };
  const told: string[] = [];
  let alive = new AbortController();
  /** After so many writes nothing of the process arrives any more. */
  let left = Number.POSITIVE_INFINITY;
  let writes = 0;
  let running = begin();
  await running.operations.start();
  running.campaigns.start();
  return {
    ...{ world, hand, store, facts, told },
    begun,
    proposed,
    approveBegin,
    decide,
    approve,
    campaign,
    operation,
    until,
    killAfter,
    startAgain,
    sound,
    get operations() {
      return running.operations;
    },
    get campaigns() {
      return running.campaigns;
    },
    get writes() {
      return writes;
    },
    get isDead() {
      return alive.signal.aborted;
    },
    close: () => alive.abort(),
  };

  function begin(): { readonly operations: Operations; readonly campaigns: Campaigns } {
    const mine = mortal(store, alive.signal);
    const cluster = fenceable(givenCluster({ name: "home" }) as Cluster);
    const operations = createOperations({
      hosts: () => noFencedHosts,
      campaigns: fencedCampaigns({ store: mine, tell: async () => undefined, clock: hand }),
      clusters: [cluster],
      replan: async ({ plan }) => plan,
      changed: () => undefined,
      policyOf: () => policy,
      ...{ steps, store: mine, clock: hand, log: silentLog, redact: (text: string) => text },
    });
    const campaigns = createCampaigns({
      store: mine,
      stages: operations.stages,
      see: async () => {
        if (facts.seen instanceof Error) throw facts.seen;
        return facts.seen;
      },
      plan: async (_campaign, stage) => {
        const planned = await facts.planned(stage);
        if (planned instanceof Error) throw planned;
        return planned;
      },
      left: async () => "w1 runs v1.37.2.",
      tell: async (campaign) => {
        const { state, at } = campaign;
        await facts.meanwhile(campaign);
        if (facts.isSlackAway) throw new UnreachableError("Slack does not answer.");
        told.push(`${state} ${at}`);
      },
      me: newId(),
      redact: (text) => text.replaceAll("hunter2hunter2", "[redacted]"),
      ...{ clock: hand, log: silentLog },
    });
    return { operations, campaigns };
  }

  /** Nothing of a killed process arrives: each call of its store ends with its own death. */
  function mortal<T extends object>(whole: T, signal: AbortSignal): T {
    return new Proxy(whole, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        if (typeof value === "object" && value !== null) return mortal(value, signal);
        if (typeof value !== "function") return value;
        return (...asked: unknown[]) => {
          if (signal.aborted) return new Promise(() => undefined);
          if (key === "change" || key === "add") {
            writes++;
            if (left-- <= 0) alive.abort();
            if (signal.aborted) return new Promise(() => undefined);
          }
          return Reflect.apply(value, target, asked);
        };
      },
    });
  }

  /** Asked by Ann and approved by Bob. */
  async function begun(): Promise<Campaign> {
    await proposed();
    await approveBegin();
    return campaign();
  }

  async function approveBegin(): Promise<void> {
    const [newest] = await store.operations.list({ states: ["proposed"], limit: 1 });
    if (!newest) throw new Error("nothing is proposed");
    await running.operations.decide({ decision: "approve", id: newest.id, person: bob });
    await hand.advance(500);
  }

  async function proposed(): Promise<void> {
    const plan = campaignPlan({
      begin: beginCampaign.with,
      title: "Touch all",
      target: "home",
      ...{ stages, bounds, impact: [], warnings: [], basis: {} },
      snapshot: { nodes: [givenNode()] },
    });
    const where = { channel: "C0OPS" };
    await running.operations.propose({
      ...{ line: "touch all --cluster=home", cluster: "home", by: ann.id, where, reason: undefined, plan },
    });
  }

  async function campaign(): Promise<Campaign> {
    const [newest] = await store.campaigns.list({ limit: 1 });
    if (!newest) throw new Error("no campaign has begun");
    return newest;
  }

  /** Of its stage that is next or under way. */
  async function operation(at?: number): Promise<Operation> {
    const now = await campaign();
    const id = now.records[at ?? now.at]?.operation;
    const found = id === undefined ? undefined : await store.operations.find(id);
    if (!found) throw new Error("its stage has no operation");
    return found;
  }

  async function decide(
    decision: Decision,
    person: Decider = ann,
    more: { readonly reason?: string; readonly anyway?: true } = {},
  ): Promise<Campaign> {
    const { id } = await campaign();
    return running.campaigns.decide({ id, decision, person, ...more });
  }

  /** Of the operation that waits. */
  async function approve(person: Decider = bob): Promise<Operation> {
    const { id } = await operation();
    return running.operations.decide({ decision: "approve", id, person });
  }

  /** Moves the clock until it is so. */
  async function until(isSo: (campaign: Campaign) => boolean, withinMs = 30 * 60_000): Promise<Campaign> {
    for (let passed = 0; passed <= withinMs; passed += 1_000) {
      const found = await campaign();
      if (isSo(found)) return found;
      await hand.advance(1_000);
    }
    throw new Error(`it never was so: ${JSON.stringify(await campaign(), null, 1)}`);
  }

  function killAfter(more: number): void {
    left = more;
  }

  async function startAgain(): Promise<void> {
    alive.abort();
    alive = new AbortController();
    left = Number.POSITIVE_INFINITY;
    running = begin();
    void running.operations.start();
    running.campaigns.start();
    // Its claims and its duty have stood for their time.
    await hand.advance(claimMs + 30_000);
  }

  /** Nothing ran twice, and nothing was forged. */
  async function sound() {
    const operations = await store.operations.list({ limit: 100 });
    const doubled = world.calls.filter((name, place) => world.calls.indexOf(name) !== place);
    return { doubled, intact: (await verifyStored(store as Store)).intact, operations };
  }
}

/** What the step would do, on the node of the stage. */
export function plannedOf(step: string, { node = "", line, title }: Stage): PlannedStage {
  const planned = { step, input: { name: node }, title, calls: [switchCall(node)] };
  return { line: `${line} --cluster=home`, plan: givenPlan([planned], { target: node, title, basis: {} }) };
}
