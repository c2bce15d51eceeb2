// Runs a line, or one argv, on a simulated machine.
import { randomUUID } from "node:crypto";
import type { Process, Program } from "./machine.ts";
import { coreutils } from "./programs/coreutils.ts";
import { facts } from "./programs/facts.ts";
import { systemd } from "./programs/systemd.ts";
import { parseShell } from "./shell.ts";

export type Surroundings = Omit<Process, "argv">;

/** As `sh -c line` does: the code of the last command, or of `exec` or `exit`. */
export async function runLine(
  line: string,
  around: Surroundings,
  parameters: readonly string[] = ["sh"],
): Promise<number> {
  const variables = {
    ...around.environment,
    ...Object.fromEntries(parameters.map((each, at) => [String(at), each])),
  };
  let code = 0;
  for (const { after, words, input, out, err } of parseShell(line, variables)) {
    if ((after === "&&" && code !== 0) || (after === "||" && code === 0)) continue;
    if (around.signal.aborted) return 143;
    const to = { out: around.out, err: around.err, nowhere: async () => {} };
    const inside = {
      ...around,
      out: to[out],
      err: to[err],
      stdin: input === "input" ? around.stdin : noInput,
    };
    if (words[0] === "exit") return Number(words[1] ?? code);
    if (words[0] === "exec") return runArgv(words.slice(1), inside);
    code = await runArgv(words, inside);
  }
  return code;
}

const noInput = async (): Promise<Buffer> => Buffer.alloc(0);

function isProgram(machine: Process["machine"], name: string): boolean {
  return machine.programs.has(name) || Object.hasOwn(programs, name);
}

export async function runArgv(argv: readonly string[], around: Surroundings): Promise<number> {
  const [name = ""] = argv;
  const known = around.machine.programs.get(name) ?? programs[name];
  if (known) return known({ ...around, argv });
  await around.err(`env: '${name}': No such file or directory\n`);
  return 127;
}

const sh: Program = (process) => runLine(process.argv[2] ?? "", process, process.argv.slice(3));

/** `env NAME=value… program…` */
const env: Program = (process) => {
  const words = process.argv.slice(1);
  const begin = words.findIndex((word) => !/^\w+=/.test(word));
  const environment = Object.fromEntries(
    words.slice(0, begin).map((word) => word.split(/=(.*)/s).slice(0, 2)),
  );
  return runArgv(words.slice(begin), { ...process, environment: { ...process.environment, ...environment } });
};

const sudo: Program = async (process) => {
  const words = process.argv.slice(1);
  const argv = words.slice(words[words.indexOf("-n") + 1] === "--" ? words.indexOf("--") + 1 : 1);
  if (process.machine.faults.sudoAsks) {
    await process.err(
      words.includes("-n")
        ? "sudo: a password is required\n"
        : "sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\nsudo: a password is required\n",
    );
    return 1;
  }
  return runArgv(argv, { ...process, user: "root" });
};

const timeout: Program = (process) => {
  const [, seconds, ...argv] = process.argv;
  const late = AbortSignal.any([process.signal, AbortSignal.timeout(Number(seconds) * 1_000)]);
  return runArgv(argv, { ...process, signal: late });
};

/** `nice -n 19 program…`, `ionice -c 3 program…`. */
const idly: Program = (process) => runArgv(process.argv.slice(3), process);

const programs: Readonly<Record<string, Program>> = {
  ...coreutils,
  ...facts,
  ...systemd(runArgv, isProgram),
  sh,
  env,
  sudo,
  timeout,
  nice: idly,
  ionice: idly,
  uuidgen: async ({ out }) => {
    await out(`${randomUUID()}\n`);
    return 0;
  },
};
