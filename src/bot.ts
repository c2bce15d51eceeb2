// One request, top to bottom: who is it, what do they mean, may they, what is the answer.
import { randomUUID } from "node:crypto";
import type { Clock } from "./clock.ts";
import { argumentsOf } from "./command/argument.ts";
import { type Access, authorize, type Role, rolesOf } from "./command/authorize.ts";
import { helpOn } from "./command/help.ts";
import { lineOf } from "./command/line.ts";
import { type Parsed, parseLine } from "./command/parse.ts";
import { type CommandTree, phraseOf, type Query } from "./command/tree.ts";
import { BotError, RefusedError, UsageError } from "./errors.ts";
import type { ClusterView } from "./kubernetes/cluster.ts";
import type { Log } from "./log.ts";
import type { Chat, Form, Note, Request } from "./slack/chat.ts";
import type { Submitted } from "./slack/incoming.ts";

/** `failed` is a bug of ours, or no answer in time; a refusal, a mistake and a cluster that is down count as served. */
export type Handled = "served" | "failed";

export type Bot = {
  /** Never rejects: whatever happens is said to the person or logged. */
  readonly handle: (request: Request) => Promise<Handled>;
};

export type BotParts = {
  readonly commands: CommandTree;
  readonly clusters: readonly ClusterView[];
  /** The cluster a channel is about, if the configuration ties it to one. */
  readonly clusterOfChannel: (channel: string) => string | undefined;
  readonly access: Access;
  readonly chat: Chat;
  readonly clock: Clock;
  readonly log: Log;
};

/** Longest that a query may take before the person is told so. */
const answerWithinMs = 20_000;

export function createBot(parts: BotParts): Bot {
  return {
    handle: async (request) => {
      try {
        await serve(parts, request);
        return "served";
      } catch (error) {
        await report(parts, request, error);
        return error instanceof BotError ? "served" : "failed";
      }
    },
  };
}

async function serve(parts: BotParts, request: Request): Promise<void> {
  const { chat, access, commands, log } = parts;
  const person = await chat.person(request.by);
  if (person.standing === "outsider") return log.info("ignored an outsider", { by: request.by });
  const roles = rolesOf(access, person);

  const parsed = parseLine(commands, request.line);
  if (parsed.kind === "help") return chat.whisper(request, helpOn(parsed.command, roles));
  authorize(parsed.command.role, roles, phraseOf(parsed.command));

  const cluster = chooseCluster(parts, parsed, request.where.channel);
  if (parsed.kind === "incomplete") return chat.ask(request, formFor(parsed, cluster));
  const { command } = parsed;
  if (command.kind !== "query") throw new RefusedError(`${phraseOf(command)} cannot be asked yet.`);
  return answer(parts, request, { ...parsed, command, cluster, roles });
}

type Asked = {
  readonly command: Query;
  readonly args: Record<string, unknown>;
  readonly cluster: ClusterView;
  readonly roles: ReadonlySet<Role>;
};

async function answer(parts: BotParts, request: Request, asked: Asked): Promise<void> {
  const { command, args, cluster, roles } = asked;
  const { clusters, commands, clock, chat, log } = parts;
  const startedAt = clock.now();
  const signal = AbortSignal.timeout(answerWithinMs);
  const context = { cluster, clusters, commands, roles, now: startedAt, signal };
  await chat.answer(request, await command.answer(args, context));
  const tookMs = clock.now() - startedAt;
  log.info("answered", { command: phraseOf(command), by: request.by, cluster: cluster.name, tookMs });
}

function chooseCluster(
  parts: BotParts,
  { command, cluster }: Exclude<Parsed, { kind: "help" }>,
  channel: string,
): ClusterView {
  const { clusters } = parts;
  const wanted =
    cluster ?? parts.clusterOfChannel(channel) ?? (clusters.length === 1 ? clusters[0]?.name : undefined);
  const found = clusters.find(({ name }) => name === wanted);
  if (found) return found;
  const [first] = clusters;
  if (wanted === undefined && command.needsCluster === false && first) return first;
  const names = clusters.map(({ name }) => name).join(", ");
  throw new UsageError(wanted ? `There is no cluster "${wanted}".` : "Which cluster do you mean?", {
    hint: `Add \`--cluster <name>\`. I know: ${names}.`,
  });
}

function formFor(parsed: Extract<Parsed, { kind: "incomplete" }>, cluster: ClusterView): Form {
  const { command, given } = parsed;
  return {
    title: phraseOf(command),
    summary: command.summary,
    command: phraseOf(command),
    line: lineOf(phraseOf(command), given, cluster.name),
    cluster: cluster.name,
    fields: argumentsOf(command.args).map(({ name, kind, pick, required, description }) => ({
      name,
      label: `${name[0]?.toUpperCase()}${name.slice(1)}`,
      hint: description,
      kind: kind === "flag" ? "switch" : pick ? "menu" : "text",
      required,
      ...(pick ? { pick } : {}),
      ...(given[name] === undefined ? {} : { value: given[name] }),
    })),
  };
}

/** What was filled into a form takes the same road as a typed line. */
export function requestOf({ command, values, cluster, by, where }: Submitted): Request {
  return { line: lineOf(command, values, cluster), by, where };
}

async function report({ chat, commands, log }: BotParts, request: Request, error: unknown): Promise<void> {
  const note = explain(error, log, request);
  try {
    await chat.whisper(request, { ...note, ...offerMenu(commands, request, error) });
  } catch (unsaid) {
    log.error("could not say what went wrong", { by: request.by, error, unsaid });
  }
}

/** A name that fits nothing, or several things, is asked for again: the form opens with a menu. */
function offerMenu(commands: CommandTree, request: Request, error: unknown): Pick<Note, "form"> {
  if (!(error instanceof BotError) || error.choose === undefined) return {};
  const parsed = parseLine(commands, request.line);
  if (parsed.kind === "help") return {};
  // Without an optional argument the line would run as something else; only a required one opens the form.
  const isRequired = argumentsOf(parsed.command.args).some(
    ({ name, required }) => name === error.choose && required,
  );
  if (!isRequired) return {};
  const { [error.choose]: _wrong, ...rest } = parsed.given;
  return {
    form: { label: `Choose a ${error.choose}`, line: lineOf(phraseOf(parsed.command), rest, parsed.cluster) },
  };
}

function explain(error: unknown, log: Log, request: Request): Note {
  if (error instanceof BotError) return { message: error.message, hint: error.hint };
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return {
      message: `There was no answer within ${answerWithinMs / 1_000} s.`,
      hint: "Try again, or ask for less.",
    };
  }
  const reference = randomUUID().slice(0, 8);
  log.error("unexpected failure", { reference, line: request.line, by: request.by, error });
  return { message: `That is a bug in Wheelhouse. Its log has the details under ${reference}.` };
}
