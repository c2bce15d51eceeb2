// Runs programs on this machine: argv only, output collected, failures with the program's own words.
import { type ExecFileException, execFile, spawn } from "node:child_process";

type Options = {
  readonly input?: string | Buffer;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

/** What a program said and how it ended. A program ended by a signal, or never started, has code 255. */
export type Outcome = { readonly stdout: string; readonly stderr: string; readonly code: number };

/** Standard output of a program that exits 0. Rejects with its command line, exit code and standard error otherwise. */
export function run(argv: readonly string[], options: Options = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    start(argv, options, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else reject(new Error(`${argv.join(" ")}: ${stderr.trim() || error.message}`, { cause: error }));
    });
  });
}

/** Runs a program whose failure is an answer too. Rejects only when it was aborted. */
export function outcomeOf(argv: readonly string[], options: Options = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    start(argv, options, (error, stdout, stderr) => {
      if (options.signal?.aborted) reject(options.signal.reason);
      else resolve({ stdout, stderr: stderr || whyNotRun(error), code: exitCode(error) });
    });
  });
}

/** Runs a program on this terminal, with its input and output, and answers its exit code. */
export function runHere(argv: readonly string[]): Promise<number> {
  const [program = "", ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit" });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 255));
  });
}

type Done = (error: ExecFileException | null, stdout: string, stderr: string) => void;

function start(argv: readonly string[], options: Options, done: Done): void {
  const [program = "", ...args] = argv;
  const child = execFile(
    program,
    args,
    {
      maxBuffer: 256 * 1024 * 1024,
      env: { ...process.env, ...options.env },
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      ...(options.signal && { signal: options.signal }),
    },
    done,
  );
  // A program that exits without reading its input is not our failure: its exit code tells.
  child.stdin?.on("error", () => {});
  child.stdin?.end(options.input ?? "");
}

/** For a program that was never started or ended by a signal; one that fails without a word has said nothing. */
function whyNotRun(error: ExecFileException | null): string {
  return error && typeof error.code !== "number" ? error.message : "";
}

function exitCode(error: ExecFileException | null): number {
  if (!error) return 0;
  return typeof error.code === "number" ? error.code : 255;
}
