// Every measured thing runs in a process of its own, so that none disturbs another and each one's memory is its own.
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { startEnvironment, startFlags } from "./as-started.ts";

export type Program<Ready> = {
  readonly ready: Ready;
  readonly ask: <Answer>(question: object) => Promise<Answer>;
  readonly end: () => Promise<void>;
};

/** Starts a program of this folder and waits for the first thing it tells. */
export async function start<Ready>(file: string, given: object, flags = startFlags): Promise<Program<Ready>> {
  const child = fork(join(import.meta.dirname, file), [JSON.stringify(given)], {
    execArgv: [...flags],
    env: { ...process.env, ...startEnvironment },
    serialization: "advanced",
  });
  return {
    ready: await told<Ready>(child, file),
    ask: (question) => {
      const answer = told(child, file);
      child.send(question);
      // The border between two of our own programs.
      return answer as Promise<never>;
    },
    end: () => letGo(child),
  };
}

/** Runs a program that tells one thing and is done. */
export async function measure<Result>(file: string, given: object): Promise<Result> {
  const program = await start<Result>(file, given);
  await program.end();
  return program.ready;
}

function told<T>(child: ChildProcess, file: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`${file} ended with exit code ${code}`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message as T); // from one of our own programs
    });
  });
}

// Asked to go and not killed, so that it keeps what it compiled, as the bot does for its next start.
async function letGo(child: ChildProcess): Promise<void> {
  if (!child.connected) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.disconnect();
  await ended;
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}
