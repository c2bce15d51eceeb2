// systemd-run, systemctl and journalctl over the simulated units.
import { randomBytes } from "node:crypto";
import type { Machine, Process, Program, SimulatedService } from "../machine.ts";
import type { SimulatedUnit } from "../units.ts";

type Run = (argv: readonly string[], around: Omit<Process, "argv">) => Promise<number>;

type IsProgram = (machine: Machine, name: string) => boolean;

export function systemd(run: Run, isProgram: IsProgram): Readonly<Record<string, Program>> {
  return {
    "systemd-run": async (process) => {
      const program = process.argv[process.argv.indexOf("--") + 1] ?? "";
      if (isProgram(process.machine, program)) return systemdRun(process, run);
      await process.err(`Failed to find executable ${program}: No such file or directory\n`);
      return 1;
    },
    systemctl,
    journalctl,
  };
}

async function systemdRun({ argv, machine, user, err, environment }: Process, run: Run): Promise<number> {
  if (user !== "root") {
    await err("Failed to start transient service unit: Interactive authentication required.\n");
    return 1;
  }
  const end = argv.indexOf("--");
  const options = argv.slice(1, end);
  const name = options.find((word) => word.startsWith("--unit="))?.slice(7) ?? "run-u1";
  if (machine.units.has(name)) {
    await err(
      `Failed to start transient service unit: Unit ${name}.service was already loaded or has a fragment file.\n`,
    );
    return 1;
  }
  const command = argv.slice(end + 1).map((word) => expand(word, environment));
  const stopping = new AbortController();
  const invocation = randomBytes(16).toString("hex");
  const write = async (text: string | Buffer) => machine.journal.write(name, invocation, text.toString());
  let finish: () => void = () => {};
  const unit: SimulatedUnit = {
    invocation,
    state: "running",
    code: 0,
    wasKilled: false,
    result: "success",
    kill: () => stopping.abort(),
    stopped: async () => {},
    ended: new Promise((resolve) => {
      finish = resolve;
    }),
  };
  machine.units.set(name, unit);
  const around = {
    machine,
    user,
    environment,
    err: write,
    out: write,
    signal: stopping.signal,
    stdin: async () => Buffer.alloc(0),
  };
  const after = options
    .find((word) => word.startsWith("--property=ExecStopPost="))
    ?.slice(24)
    .split(" ");
  unit.stopped = async () => void (after && (await run(["rm", ...after.slice(1)], around)));
  void run(command, around).then(async (code) => {
    if (code !== 0) await unit.stopped();
    unit.wasKilled = stopping.signal.aborted;
    unit.code = unit.wasKilled ? 15 : code;
    unit.state = code === 0 ? "exited" : "failed";
    unit.result = code === 0 ? "success" : unit.wasKilled ? "signal" : "exit-code";
    if (code === 0 && !options.includes("--property=RemainAfterExit=yes")) machine.units.delete(name);
    finish();
  });
  return 0;
}

/** As systemd does in the arguments of ExecStart. */
function expand(word: string, environment: Readonly<Record<string, string>>): string {
  return word.replace(/\$\$|\$\{?(\w+)\}?/g, (found, name?: string) =>
    found === "$$" ? "$" : (environment[name ?? ""] ?? ""),
  );
}

export const systemctl: Program = async (process) => {
  const { argv, machine, user, out, err } = process;
  const [, verb] = argv;
  const name = (argv.at(-1) ?? "").replace(/\.service$/, "");
  const unit = machine.units.get(name);
  const service = machine.services.get(name);
  if (verb === "show") {
    await out(service ? shownService(service) : unit ? shown(unit) : absent);
    return 0;
  }
  if (user !== "root") {
    await err(`Failed to ${verb} ${name}.service: Interactive authentication required.\n`);
    return 1;
  }
  if (verb === "reboot") {
    machine.reboot();
    return 0;
  }
  if (verb === "poweroff") {
    for (const tell of machine.switchedOff) tell();
    return 0;
  }
  if (verb === "daemon-reload") return 0;
  if (service) return changeService(service, verb ?? "");
  if (!unit) {
    await err(`Failed to ${verb} ${name}.service: Unit ${name}.service not loaded.\n`);
    return verb === "stop" ? 5 : 1;
  }
  if (verb === "stop") {
    unit.kill();
    if (unit.state !== "failed") machine.units.delete(name);
    if (unit.state === "exited") await unit.stopped();
    return 0;
  }
  if (verb === "reset-failed" && unit.state === "failed") machine.units.delete(name);
  return 0;
};

function changeService(service: SimulatedService, verb: string): number {
  if (verb === "start" || verb === "restart") service.active = "active";
  if (verb === "stop") service.active = "inactive";
  if (verb === "enable") service.enabled = "enabled";
  if (verb === "disable") service.enabled = "disabled";
  service.changed?.(verb);
  return 0;
}

function shownService({ active, enabled }: SimulatedService): string {
  const sub = { active: "running", inactive: "dead", failed: "failed" }[active];
  return `LoadState=loaded\nActiveState=${active}\nSubState=${sub}\nResult=success\nExecMainCode=0\nExecMainStatus=0\nUnitFileState=${enabled}\n`;
}

const absent =
  "LoadState=not-found\nActiveState=inactive\nSubState=dead\nResult=success\nExecMainCode=0\nExecMainStatus=0\nUnitFileState=\n";

function shown({ invocation, state, code, wasKilled, result }: SimulatedUnit): string {
  const active = state === "failed" ? "failed" : "active";
  const how = state === "running" ? 0 : wasKilled ? 2 : 1;
  return `LoadState=loaded\nActiveState=${active}\nSubState=${state}\nResult=${result}\nExecMainCode=${how}\nExecMainStatus=${code}\nUnitFileState=transient\nInvocationID=${invocation}\n`;
}

/** What the kernel writes is kept in the journal under this name. */
export const kernelSays = "kernel";

const journalctl: Program = async ({ argv, machine, out }) => {
  if (argv.includes("--disk-usage")) {
    const gibibytes = (machine.disk.journalBytes / 1024 ** 3).toFixed(1);
    await out(`Archived and active journals take up ${gibibytes}G in the file system.\n`);
    return 0;
  }
  const vacuum = argv.find((word) => word.startsWith("--vacuum-size="))?.slice(14, -1);
  if (vacuum !== undefined) return vacuumTo(Number(vacuum) * 1024 ** 2, machine, out);
  const named = argv.find((word) => /^(?:_SYSTEMD_UNIT|--unit)=/.test(word))?.split("=")[1];
  const name = argv.includes("--dmesg") ? kernelSays : (named?.replace(/\.service$/, "") ?? "");
  const count = Number(argv.find((word) => word.startsWith("--lines="))?.slice(8));
  const invocation = argv.find((word) => word.startsWith("_SYSTEMD_INVOCATION_ID="))?.split("=")[1];
  const lines = machine.journal.of(name, invocation).split(/(?<=\n)/);
  await out(lines.slice(-count).join(""));
  return 0;
};

async function vacuumTo(bytes: number, { disk }: Machine, out: Process["out"]): Promise<number> {
  const freed = Math.max(0, disk.journalBytes - bytes);
  disk.journalBytes -= freed;
  for (const tell of disk.changed) tell();
  await out(
    `Vacuuming done, freed ${(freed / 1024 ** 2).toFixed(1)}M of archived journals from /var/log/journal.\n`,
  );
  return 0;
}
