// The bot between a fake chat and a fake cluster, with a real store and a real engine.

import { join } from "node:path";
import { z } from "zod";
import { type Actor, actorFrom } from "#src/base/actor.ts";
import { silentLog } from "#src/base/log.ts";
import type { Answer, Secret } from "#src/card/answer.ts";
import type { Command } from "#src/command/define.ts";
import { defineOperation } from "#src/command/define.ts";
import { loadCommands } from "#src/command/load.ts";
import { createSilences } from "#src/incident/silences.ts";
import type { Cluster, ClusterView } from "#src/kubernetes/cluster.ts";
import { createOperations } from "#src/operation/operations.ts";
import { defineStep, goal } from "#src/operation/step.ts";
import { createBot } from "#src/request/bot.ts";
import type { BotParts } from "#src/request/parts.ts";
import { planAgain } from "#src/request/propose.ts";
import type { Audience, Chat, Form, Note, Person } from "#src/slack/chat.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { noCampaigns, noFencedCampaigns } from "./campaign/none.ts";
import { givenCluster, givenNode, givenRecord } from "./given.ts";
import { handClock } from "./hand-clock.ts";
import { noFencedHosts, noHosts } from "./hosts/none.ts";
import { fenceable } from "./unfenced.ts";

export const ann = "U0ANN" as const;
export const bob = "U0BOB" as const;

export type GivenBot = {
  /** How many a change needs. */
  readonly approvals?: number;
  readonly solo?: boolean;
  readonly readable?: boolean;
  readonly audiences?: Readonly<Record<string, Audience>>;
  readonly access?: BotParts["access"];
  readonly cluster?: ClusterView;
  /** Why no secret can be confided. */
  readonly unsaid?: Error;
  /** What is approved runs and does not end. */
  readonly hangs?: boolean;
};

/** Ann operates, Bob approves through a group; `touch` changes a node and `wipe` destroys it, and `runs` says which; `study` is never planned. */
export async function givenBot(given: GivenBot = {}) {
  const { approvals = 1, solo = false, readable = true, audiences = {}, access, unsaid } = given;
  const cluster = given.cluster ?? givenCluster({ nodes: [givenNode()] });
  const clock = handClock();
  const store = openSqlite(":memory:");
  const drawn: Answer[] = [];
  const [forms, notes, answers, shown, runs]: [Form[], Note[], string[], unknown[], string[]] = [
    [],
    [],
    [],
    [],
    [],
  ];
  const asked: (readonly [string, string])[] = [];
  const confided: Secret[] = [];
  const people = new Map<string, Person>();
  const chat: Chat = {
    person: async (id, how) => {
      asked.push([id, how ? "fresh" : "remembered"]);
      // Memory still knows a group that the person has left.
      const remembered: Person = {
        id: actorFrom(id),
        standing: "member",
        groups: id === bob ? ["S0SRE"] : [],
      };
      return how ? (people.get(id) ?? remembered) : remembered;
    },
    audience: async (channel) => audiences[channel] ?? "inside",
    answer: async (_request, answer) => {
      answers.push(answer.headline);
      drawn.push(answer);
    },
    whisper: async (_request, note) => void notes.push(note),
    confide: async (_request, secret) => {
      if (unsaid) throw unsaid;
      confided.push(secret);
    },
    ask: async (_request, form) => void forms.push(form),
    show: async ({ id }, clicked) => void shown.push([id, (await store.operations.find(id))?.state, clicked]),
    isReadable: async () => readable,
    linkTo: async () => undefined,
    showHome: async () => {},
  };
  const touchNode = defineStep({
    name: "touch-node",
    input: z.object({ node: z.string() }),
    timeoutMs: 5_000,
    title: ({ node }) => `Touch ${node}`,
    calls: ({ node }) => [{ at: "api", method: "PATCH", path: `/touched/${node}` }],
    done: async ({ node }) => ({
      goal: goal(runs.includes(node)),
      evidence: runs.includes(node) ? "touched" : "untouched",
    }),
    run: ({ node }) => (given.hangs ? new Promise(() => undefined) : Promise.resolve(void runs.push(node))),
  });
  const change = (verb: string, risk: "change" | "destructive"): Command => ({
    ...defineOperation({
      summary: "Touch a node for a test",
      role: "operator",
      risk,
      args: z.object({ node: z.string() }),
      positional: ["node"],
      aliases: [verb],
      plan: async ({ node }) => ({
        ...{ target: node, risk, title: `Touch ${node}`, impact: [], warnings: [], basis: {} },
        steps: [touchNode.with({ node })],
      }),
    }),
    path: ["node", verb],
  });
  const study: Command = {
    ...defineOperation({
      summary: "Read for longer than anybody waits",
      role: "operator",
      risk: "change",
      planWithinMs: 60_000,
      args: z.object({ node: z.string() }),
      positional: ["node"],
      plan: () => new Promise(() => undefined),
    }),
    path: ["node", "study"],
  };
  const loaded = await loadCommands(join(import.meta.dirname, "../commands"));
  const leaving = new AbortController();
  const policy = { change: approvals, destructive: 1, expireAfterMs: 30 * 60_000, solo };
  const rules = { policyOf: () => policy, self: () => undefined };
  const operations = createOperations({
    ...rules,
    store,
    // Its steps touch nothing but `runs`.
    clusters: [fenceable(cluster as Cluster)],
    hosts: () => noFencedHosts,
    campaigns: noFencedCampaigns,
    steps: new Map([["touch-node", touchNode]]),
    replan: (operation) => planAgain(parts, operation),
    changed: ({ id }) => chat.show({ kind: "operation", id }),
    clock,
    log: silentLog,
    redact: (text) => text,
  });
  const parts: BotParts = {
    ...rules,
    commands: [...loaded, change("touch", "change"), change("wipe", "destructive"), study],
    clusters: [cluster],
    clusterOfChannel: () => undefined,
    approvalsChannel: () => undefined,
    operations,
    campaigns: noCampaigns,
    audit: store,
    hosts: () => noHosts,
    schedules: { list: async () => [] },
    alertmanagers: { now: async () => undefined },
    incidents: {
      ...givenRecord().incidents,
      decide: () => Promise.reject(new Error("no incident here")),
      drill: () => Promise.reject(new Error("no incident here")),
      silence: createSilences({
        store,
        controlPlanes: () => new Set<string>(),
        newId: () => "si-one",
        redact: (text) => text,
        clock,
      }),
    },
    signatures: () => [],
    revealToken: async (_cluster, id) => `${id}.0123456789abcdef`,
    access: access ?? { operator: [ann], approver: ["S0SRE"] },
    chat,
    leaving: leaving.signal,
    clock,
    log: silentLog,
  };
  const bot = createBot(parts);

  async function say(by: Actor, line: string, where: { readonly clicked?: string } = {}): Promise<void> {
    await bot.handle({ line, by, where: { channel: "C1", ...where } });
    await clock.settle();
  }
  say.propose = async (line: string): Promise<string> => {
    await say(ann, line);
    const [newest] = await operations.list({ limit: 1 });
    return newest?.id ?? "none";
  };
  const state = async (id: string) => (await operations.find(id)).state;
  return {
    bot,
    parts,
    store,
    say,
    forms,
    notes,
    answers,
    drawn,
    confided,
    shown,
    runs,
    people,
    asked,
    operations,
    clock,
    state,
  };
}
