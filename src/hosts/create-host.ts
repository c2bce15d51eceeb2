// A host made of a connection: readings are parsed, commands run once, units are started once.
import { randomBytes } from "node:crypto";
import type { Fence, HostCall } from "#src/base/call.ts";
import { BotError, RefusedError, UnreachableError } from "#src/base/errors.ts";
import { oneLine, shorten } from "#src/base/text.ts";
import { type Executed, execute } from "./connection/execute.ts";
import type { Link } from "./connection/link.ts";
import type { Host, HostRun, HostUnit } from "./host.ts";
import { callOfRun, callOfStart, callsOfCollect } from "./host-calls.ts";
import type { Limits } from "./limits.ts";
import { lineOf } from "./quote.ts";
import { type InputOf, type OutputOf, type ReadingName, readingOf } from "./readings/index.ts";
import { Unreadable } from "./readings/reading.ts";
import type { Said } from "./said.ts";
import { isSudoRefusal, sudoersLine } from "./sudo.ts";
import { checkedUnit, notStarted, startArgv } from "./units.ts";

/** What was sent, and what became of it, for whoever keeps a record. What was given to its input is not in it. */
export type Sent = {
  readonly host: string;
  readonly argv: readonly string[];
  /** Undefined when nobody knows. */
  readonly code: number | undefined;
  readonly ms: number;
  readonly reads: boolean;
};

export type HostParts = {
  readonly name: string;
  readonly address: string;
  readonly user: string;
  readonly link: Link;
  readonly limits: Limits;
  readonly now: () => number;
  readonly sent: (sent: Sent) => void;
  /** Shown each command that may change something: when it is asked for, and again in the moment before it is sent. */
  readonly fence: Fence;
};

/** Without a call, it only reads. */
type Order = HostRun & { readonly timeoutMs: number; readonly call?: HostCall };

/** EXIT_EXEC of systemd.exec(5): there was no such program to run. */
const notExecuted = 203;

export function createHost(parts: HostParts): Host {
  const { name, address, limits, fence } = parts;

  return { name, address, read, run, start, collect };

  async function read<Name extends ReadingName>(
    what: Name,
    signal: AbortSignal,
    ...input: InputOf<Name>
  ): Promise<OutputOf<Name>> {
    const reading = readingOf(what);
    const argv = reading.argv(...input);
    const said = await send(parts, { argv, timeoutMs: limits.readMs }, signal);
    try {
      return reading.parse(said);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      throw new RefusedError(`${name} was asked for its ${what} (${argv.join(" ")}): ${error.message}`, {
        cause: error,
      });
    }
  }

  // What is asked for is copied at once, here and below: whoever asked may change it while we wait.
  async function run(asked: HostRun, signal: AbortSignal): Promise<Said> {
    const { argv, stdin, text, timeoutMs = limits.runMs } = asked;
    const copied = { argv: argv.map(String), stdin, text };
    const call = callOfRun(name, copied);
    return act({ argv: copied.argv, stdin: stdin ?? text, timeoutMs, call }, signal);
  }

  async function start(asked: HostUnit, signal: AbortSignal): Promise<"started" | "already there"> {
    const { secretFile } = asked;
    const unit: HostUnit = { unit: asked.unit, argv: asked.argv.map(String), secretFile };
    const call = callOfStart(name, unit);
    signal.throwIfAborted();
    fence(call);
    // Two at once cannot both start it: systemd gives the name to one. Who comes later sees that by reading.
    if ((await read("unit", signal, checkedUnit(unit.unit))).state !== "absent") return "already there";
    const said = await act({ argv: startArgv(unit), timeoutMs: limits.runMs, call }, signal);
    if (said.code === 0) return "started";
    const found = await read("unit", signal, unit.unit);
    if (found.state === "running") return "already there";
    // A program that fails at once may be through before systemd has said that it began.
    if (found.state === "ended" && found.code !== notExecuted) return "started";
    throw notStarted(name, unit, said);
  }

  async function collect(unit: string, signal: AbortSignal): Promise<void> {
    const calls = callsOfCollect(name, unit);
    signal.throwIfAborted();
    for (const call of calls) fence(call);
    const { state } = await read("unit", signal, checkedUnit(unit));
    if (state === "absent") return;
    if (state === "running") throw new RefusedError(`${unit} on ${name} still runs.`);
    for (const call of calls) await act({ argv: call.argv, timeoutMs: limits.runMs, call }, signal);
  }

  async function act(order: Order & { readonly call: HostCall }, signal: AbortSignal): Promise<Said> {
    // Whose time is over sends nothing, and that is no breach.
    signal.throwIfAborted();
    fence(order.call);
    return send(parts, order, signal);
  }
}

/** One command over the link, within its time, told to whoever keeps the record. */
async function send(parts: HostParts, order: Order, signal: AbortSignal): Promise<Said> {
  const began = parts.now();
  let code: number | undefined;
  try {
    const said = saidOf(parts, order, await deliverAgain(parts, order, signal));
    code = said.code;
    if (isSudoRefusal(order.argv, said)) throw sudoRefused(parts, said);
    return said;
  } finally {
    parts.sent({ host: parts.name, argv: order.argv, code, ms: parts.now() - began, reads: !order.call });
  }
}

/** A shared connection may be dead and not know it yet. What only reads is asked once more, over a new one. */
async function deliverAgain(parts: HostParts, order: Order, signal: AbortSignal): Promise<Executed> {
  if (order.call) return deliver(parts, order, signal);
  try {
    const executed = await deliver(parts, order, signal);
    return executed.kind === "lost" ? await deliver(parts, order, signal) : executed;
  } catch (error) {
    if (!(error instanceof NotRun)) throw error;
    return deliver(parts, order, signal);
  }
}

/** The connection ended before the host said that it runs it; it may have begun all the same. */
class NotRun extends UnreachableError {}

async function deliver(
  { name, link, limits, fence }: HostParts,
  order: Order,
  signal: AbortSignal,
): Promise<Executed> {
  const late = AbortSignal.timeout(order.timeoutMs);
  const either = AbortSignal.any([signal, late]);
  const mark = `wheelhouse-${randomBytes(8).toString("hex")}`;
  const execution = {
    line: lineOf(order.argv, mark, order.stdin === undefined ? "none" : "given"),
    mark,
    stdin: order.stdin,
    keptBytes: limits.keptBytes,
    ...(!order.call && { endsWhenCut: true as const }),
  };
  try {
    return await link.use((client) => {
      either.throwIfAborted();
      if (order.call) fence(order.call);
      return execute(client, execution, either);
    }, either);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (late.aborted) throw tooLate(name, order);
    if (error instanceof BotError) throw error;
    throw new NotRun(
      `${name} did not run ${order.argv[0]}: ${shorten(oneLine(String((error as Error).message)), 200)}`,
      {
        cause: error,
      },
    );
  }
}

function saidOf({ name, user }: HostParts, { argv }: Order, executed: Executed): Said {
  if (executed.kind === "said") return executed.said;
  if (executed.kind === "lost" || executed.code === undefined) {
    throw new UnreachableError(
      `The connection to ${name} was cut while ${argv[0]} ran there: nobody knows how it ended.`,
    );
  }
  const words = shorten(oneLine(executed.before), 200);
  throw new RefusedError(
    `${name} does not run what Wheelhouse sends: the login shell of ${user} is none, or its key has a forced command.${words && ` It says: ${words}`}`,
  );
}

function tooLate(name: string, { argv, timeoutMs }: Order): UnreachableError {
  return new UnreachableError(`${name} did not finish ${argv[0]} within ${timeoutMs / 1_000} s.`);
}

function sudoRefused({ name, user }: HostParts, { stderr }: Said): RefusedError {
  return new RefusedError(
    `${name} does not let ${user} use sudo without a password, and nobody is there to type one: ${shorten(oneLine(stderr), 200)}. In /etc/sudoers.d/wheelhouse there: ${sudoersLine(user)}`,
  );
}
