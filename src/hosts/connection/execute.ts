// Runs one line on a connection: drains both streams, keeps a bounded part of them, and ends when the channel does.
import { constants } from "node:os";
import type { Client, ClientChannel } from "ssh2";
import { capped } from "../capped.ts";
import type { Said } from "../said.ts";
import { type Markless, sinceMark } from "./since-mark.ts";

export type Execution = {
  readonly line: string;
  readonly mark: string;
  readonly stdin?: string | undefined;
  readonly keptBytes: number;
  /** For what only reads: what says more than is kept is ended, instead of being listened to for hours. */
  readonly endsWhenCut?: true;
};

/** How it ended. `lost`: the channel closed without an exit code, so nobody knows. `markless`: no shell ran the line. */
export type Executed = { readonly kind: "said"; readonly said: Said } | { readonly kind: "lost" } | Markless;

/** Rejects with the signal's reason, or with ssh2's error when no channel was opened. */
export function execute(client: Client, execution: Execution, signal: AbortSignal): Promise<Executed> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    let opened: ClientChannel | undefined;
    const give = () => {
      if (opened) end(opened);
      reject(signal.reason);
    };
    signal.addEventListener("abort", give, { once: true });
    const finish = (executed: Executed) => {
      signal.removeEventListener("abort", give);
      resolve(executed);
    };
    client.exec(execution.line, (error, channel) => {
      if (error) {
        signal.removeEventListener("abort", give);
        return reject(error);
      }
      opened = channel;
      // At once: how it ended may stand in the same packet, and is told in this very turn.
      listen(channel, execution, finish);
      if (signal.aborted) end(channel);
    });
  });
}

function listen(channel: ClientChannel, execution: Execution, finish: (executed: Executed) => void): void {
  const { mark, stdin, keptBytes, endsWhenCut } = execution;
  const out = { seen: capped(keptBytes), since: sinceMark(mark) };
  const err = { seen: capped(keptBytes), since: sinceMark(mark) };
  let code: number | undefined;
  channel.on("data", (chunk: Buffer) => take(out, chunk));
  channel.stderr.on("data", (chunk: Buffer) => take(err, chunk));
  channel.on("exit", (status: number | null, name?: string) => {
    code = status ?? codeOfSignal(name);
  });
  // For as long as they live: an error that nobody listens to would end the process.
  channel.on("error", () => {});
  channel.stderr.on("error", () => {});
  channel.on("close", () => finish(outcome()));
  if (stdin !== undefined) channel.end(stdin);

  function take({ seen, since }: typeof out, chunk: Buffer): void {
    const own = since.add(chunk);
    if (own) seen.add(own);
    if (endsWhenCut && seen.isCut()) end(channel);
  }

  function outcome(): Executed {
    const cut = out.seen.isCut() || err.seen.isCut();
    if (!out.since.isFound()) {
      return { kind: "markless", code, before: `${out.since.before()}${err.since.before()}` };
    }
    if (code === undefined && !(endsWhenCut && cut)) return { kind: "lost" };
    const said = { stdout: out.seen.text(), stderr: err.seen.text(), code: code ?? 141, cut };
    return { kind: "said", said };
  }
}

/** The program is asked to end too, where sshd passes that on; closing alone would let it run. */
function end(channel: ClientChannel): void {
  channel.signal("TERM");
  channel.close();
}

/** As a shell tells it. */
function codeOfSignal(name: string | undefined): number {
  return 128 + (constants.signals[name as NodeJS.Signals] ?? 0);
}
