// Runs programs on this machine: argv only, output collected, failures with the program's own words.
import { execFile } from "node:child_process";

type Options = {
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

/** Standard output of a program that exits 0. Rejects with its command line, exit code and standard error otherwise. */
export function run(argv: readonly string[], options: Options = {}): Promise<string> {
  const [program = "", ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      {
        maxBuffer: 256 * 1024 * 1024,
        env: { ...process.env, ...options.env },
        ...(options.cwd !== undefined && { cwd: options.cwd }),
        ...(options.signal && { signal: options.signal }),
      },
      (error, stdout, stderr) => {
        if (!error) resolve(stdout);
        else reject(new Error(`${argv.join(" ")}: ${stderr.trim() || error.message}`, { cause: error }));
      },
    );
    // A program that exits without reading its input is not our failure: its exit code tells.
    child.stdin?.on("error", () => {});
    child.stdin?.end(options.input ?? "");
  });
}
