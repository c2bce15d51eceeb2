// The person at the terminal: what they are told and asked. What is typed as a secret is never shown.
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { UsageError } from "#src/base/errors.ts";

export type Terminal = {
  readonly say: (text: string) => void;
  /** A line, trimmed. Throws UsageError once nothing more will be typed: Ctrl-C, Ctrl-D or the end of a pipe. */
  readonly ask: (question: string) => Promise<string>;
  /** The same; nothing of it appears on the screen, and nothing is kept for the arrow keys. */
  readonly askSecret: (question: string) => Promise<string>;
  readonly close: () => void;
};

type Streams = {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
};

export function terminalOn({ input, output }: Streams): Terminal {
  const isScreen = input.isTTY === true;
  let muted = false;
  const echo = new Writable({
    write: (chunk, _encoding, done) => {
      if (!muted) output.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input, output: echo, terminal: isScreen, historySize: 0 });
  let isClosed = false;
  lines.once("close", () => {
    isClosed = true;
  });
  const typed = lines[Symbol.asyncIterator]();
  return { say: (text) => void output.write(`${text}\n`), ask, askSecret, close: () => lines.close() };

  async function ask(question: string): Promise<string> {
    // A pipe may have ended long before its lines are taken, and a closed prompt throws.
    if (!isScreen) output.write(`${question}\n`);
    else if (!isClosed) {
      lines.setPrompt(`${question} `);
      lines.prompt();
    }
    return nextLine();
  }

  async function askSecret(question: string): Promise<string> {
    output.write(`${question} `);
    lines.setPrompt("");
    muted = true;
    try {
      return await nextLine();
    } finally {
      muted = false;
      output.write("\n");
    }
  }

  async function nextLine(): Promise<string> {
    const { value, done } = await typed.next();
    if (done) throw new UsageError("Ended before it was done.", { hint: runAgain });
    return String(value).trim();
  }
}

export const runAgain =
  "npm run setup begins where it ended: it keeps what is there and asks for what is missing.";

/** What an answer means, or what is wrong with it. */
export type Read<T> = { readonly value: T } | { readonly wrong: string };

/** Asks until the answer can be taken. */
export async function askUntil<T>(
  terminal: Terminal,
  question: string,
  read: (answer: string) => Read<T> | Promise<Read<T>>,
): Promise<T> {
  for (;;) {
    const found = await read(await terminal.ask(question));
    if ("value" in found) return found.value;
    terminal.say(`  ✗ ${found.wrong}`);
  }
}

/** Enter takes `usual`. */
export function askWhether(terminal: Terminal, question: string, usual: boolean): Promise<boolean> {
  return askUntil(terminal, `${question} [${usual ? "Y/n" : "y/N"}]`, (answer) => {
    if (answer === "") return { value: usual };
    if (/^(y|yes|n|no)$/i.test(answer)) return { value: /^y/i.test(answer) };
    return { wrong: "y or n" };
  });
}
