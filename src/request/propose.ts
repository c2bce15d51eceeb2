// From a line to a proposal: planned, then shown only where somebody can approve it.

import { DeniedError, RefusedError, UnreachableError } from "#src/base/errors.ts";
import { within } from "#src/base/within.ts";
import type { Answer } from "#src/card/answer.ts";
import { callsText } from "#src/card/exact.ts";
import { authorize, rolesOf } from "#src/command/authorize.ts";
import { type Change, phraseOf } from "#src/command/define.ts";
import { canonicalLine } from "#src/command/line.ts";
import { type Parsed, parseLine } from "#src/command/parse.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Operation, Vote } from "#src/operation/operation.ts";
import type { Plan } from "#src/operation/plan.ts";
import type { Request } from "#src/slack/chat.ts";
import { answerWithinMs } from "./explain.ts";
import type { BotParts } from "./parts.ts";

type Asked = Extract<Parsed, { kind: "complete" }> & { readonly command: Change };

/** Plans and shows it: as a proposal that is kept, or with --dry-run as an answer that is not. */
export async function propose(
  parts: BotParts,
  request: Request,
  { command, args, given, asked, cluster }: Omit<Asked, "cluster"> & { readonly cluster: ClusterView },
): Promise<void> {
  const { operations, chat, log } = parts;
  const { by, where } = request;
  const line = canonicalLine(command, given, cluster.name);
  const plan = await planFor(parts, command, args, cluster);
  if (asked.dryRun) return chat.answer(request, dryRun(plan, cluster.name, line));
  await mustBeSeen(parts, request, cluster.name, plan);
  const twin = await operations.twin({ cluster: cluster.name, line, plan });
  if (twin) return chat.answer(request, pointTo(twin));
  const { channel, thread } = where;
  const { id } = await operations.propose({
    ...{ line, by, plan },
    cluster: cluster.name,
    reason: asked.reason,
    where: { channel, ...(thread ? { thread } : {}) },
  });
  log.info("proposed", { operation: id, command: phraseOf(command), by, cluster: cluster.name });
}

function pointTo({ id, plan, cluster, state }: Operation): Answer {
  return {
    headline: `${plan.title} on ${cluster} ${state === "running" ? "runs" : "waits"} already, as ${id}: nothing was proposed anew`,
    tone: "neutral",
    parts: [],
    buttons: [{ label: `Show ${id}`, line: `operation show ${id}`, how: "thread" }],
  };
}

/**
 * Plans a proposed line again, as of now and with the rights that its requester and whoever approved it have now.
 * @throws DeniedError or RefusedError when it is not possible any more, UnreachableError when that cannot be told
 */
export async function planAgain(
  parts: BotParts,
  operation: Pick<Operation, "line" | "by" | "cluster" | "votes">,
): Promise<Plan> {
  const { line, by, cluster: name } = operation;
  const { commands, clusters, access, chat } = parts;
  const parsed = parseLine(commands, line);
  const cluster = clusters.find((each) => each.name === name);
  if (parsed.kind !== "complete" || parsed.command.kind !== "operation" || !cluster)
    throw new RefusedError(`Wheelhouse does not know how to plan "${line}" any more.`);
  const requester = await chat.person(by, { fresh: true });
  if (requester.standing === "outsider")
    throw new DeniedError(`Who asked for "${line}" is no member any more.`);
  authorize(parsed.command.role, rolesOf(access, requester), phraseOf(parsed.command));
  for (const vote of operation.votes) await mustStillCount(parts, vote);
  return planFor(parts, parsed.command, parsed.args, cluster);
}

export async function mustStillCount(
  { chat, access }: Pick<BotParts, "chat" | "access">,
  { by, role }: Vote,
): Promise<void> {
  const voter = await chat.person(by, { fresh: true });
  if (voter.standing === "member" && rolesOf(access, voter).has(role)) return;
  throw new DeniedError(`<@${by}> approved it and is no ${role} any more.`);
}

async function planFor(
  { self, hosts, operations, campaigns, clock, leaving }: BotParts,
  command: Change,
  args: Record<string, unknown>,
  cluster: ClusterView,
): Promise<Plan> {
  const ms = command.planWithinMs ?? answerWithinMs;
  const late = () =>
    new UnreachableError(`What ${phraseOf(command)} would do could not be read within ${ms / 1_000} s.`, {
      hint: "Try again in a moment.",
    });
  const plan = await within({ clock, ms, signal: leaving, late }, (signal) =>
    command.plan(args, {
      cluster,
      hosts: hosts(cluster.name),
      operations,
      self: self(cluster.name),
      now: clock.now(),
      signal,
    }),
  );
  if (plan.steps.some(({ step }) => step === "begin-campaign")) await campaigns.mustBeFree(cluster.name);
  return plan;
}

/** Nothing is proposed where nobody could approve it, or where outsiders read along. */
async function mustBeSeen(
  { chat, approvalsChannel, policyOf }: BotParts,
  { where }: Request,
  cluster: string,
  { risk }: Plan,
): Promise<void> {
  const channel = approvalsChannel(cluster) ?? where.channel;
  const places = [...new Set([where.channel, channel])];
  const audiences = await Promise.all(places.map((place) => chat.audience(place, { fresh: true })));
  if (audiences.includes("shared")) {
    throw new RefusedError("This would be shown to people outside the workspace, so nothing is proposed.", {
      hint: "Ask in a channel that is not shared.",
    });
  }
  const audience = audiences.at(-1);
  if (audience === "closed") {
    throw new RefusedError(`I am not in <#${channel}>, so nobody could approve it there.`, {
      hint: "Type /invite @wheelhouse in that channel, then ask again.",
    });
  }
  const { solo, [risk]: needed } = policyOf(cluster);
  if (audience === "direct" && needed > 0 && !solo) {
    throw new RefusedError("Only you read this, so nobody could approve it.", {
      hint: "Ask in a channel, or let an admin set channels.approvals in wheelhouse.yaml.",
    });
  }
}

function dryRun(
  { title, target, risk, impact, warnings, steps }: Plan,
  cluster: string,
  line: string,
): Answer {
  const text = callsText({ title, steps });
  return {
    headline: `Dry run: ${title} on ${cluster}. Nothing was changed`,
    tone: "neutral",
    parts: [
      {
        kind: "facts",
        facts: [
          ["Target", target],
          ["Risk", risk],
        ],
      },
      { kind: "list", title: "What it would do", lines: impact },
      { kind: "list", title: warnings.length > 0 ? "Mind" : "", lines: warnings },
      { kind: "code", text },
    ],
    buttons: [{ label: "Propose it", line, how: "thread" }],
    ...(text.length > 2_000 ? { file: { name: "plan.txt", content: text } } : {}),
  };
}
