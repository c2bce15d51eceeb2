// The verbs that concern hosts: what to type, and the function behind it.
import { removeFleet } from "../fleet/fleet.ts";
import { installCommand, installMissing, missingPackages, type Part, parts } from "../requirements.ts";
import { runHere } from "../run.ts";
import { parseArguments } from "./arguments.ts";
import { cut, heal } from "./cut.ts";
import { down } from "./down.ts";
import { execArgv, sshArgv } from "./exec.ts";
import { emptyDisk, fillDisk } from "./fill-disk.ts";
import { inventory, status, statusTable } from "./inventory.ts";
import { LabError } from "./lab-error.ts";
import { off, reboot, reset } from "./power.ts";
import { assertNetwork } from "./requirements-met.ts";
import { runInLabArgv } from "./run-in-lab.ts";
import { up } from "./up.ts";
import type { Verb } from "./verb.ts";

export const hostVerbs = {
  up: {
    usage: "<host>…",
    summary: "start hosts, and make those that are not there yet",
    run: async (hosts) => {
      if (hosts.length === 0) throw new LabError("Name the hosts: `npm run lab -- up cp1 worker1`", 2);
      await up(hosts);
      return 0;
    },
  },
  down: {
    usage: "[host…]",
    summary: "remove hosts and their disks; without names, the whole lab",
    run: async (hosts) => {
      await down(hosts);
      // It runs on the loopback, beside the hosts and their control groups.
      if (hosts.length === 0) await removeFleet();
      return 0;
    },
  },
  status: {
    usage: "",
    summary: "a table of the hosts",
    run: async () => {
      console.log(statusTable(await status()));
      return 0;
    },
  },
  inventory: {
    usage: "",
    summary: "the hosts as JSON: address, login, key, host key, architecture",
    run: async () => {
      console.log(JSON.stringify(inventory(), null, 2));
      return 0;
    },
  },
  ssh: {
    usage: "<host> [command]",
    summary: "log in as ops, who may sudo",
    run: ([host = "", ...command]) => runHere([...sshArgv(named(host)), ...afterDashes(command)]),
  },
  exec: {
    usage: "<host> <command>…",
    summary: "run as root, also when sshd or the network is dead",
    run: ([host = "", ...command]) => {
      const argv = afterDashes(command);
      return runHere(execArgv(named(host), argv.length > 0 ? argv : ["bash", "-l"]));
    },
  },
  run: {
    usage: "-- <command>…",
    summary: "run a program of this machine in the lab's network",
    run: (args) => {
      const argv = afterDashes(args);
      if (argv.length === 0)
        throw new LabError("Name the program: `npm run lab -- run -- ssh-keyscan cp1`", 2);
      assertNetwork();
      return runHere(runInLabArgv(argv));
    },
  },
  cut: { usage: "<host>…", summary: "pull the cable out", run: each(cut) },
  heal: { usage: "<host>…", summary: "plug the cable in again", run: each(heal) },
  reboot: {
    usage: "<host>… [--hard]",
    summary: "reboot, by systemd or by a power cut",
    run: (args) => {
      const { values, positionals } = parseArguments(args, { hard: { type: "boolean", default: false } });
      return each(values.hard ? reset : reboot)(positionals);
    },
  },
  off: { usage: "<host>…", summary: "power cut; `up` starts the host again", run: each(off) },
  "fill-disk": {
    usage: "<host> [folder] [--free 10M] [--undo]",
    summary: "leave that much free (nothing), or empty it again",
    run: async (args) => {
      const { values, positionals } = parseArguments(args, {
        free: { type: "string", default: "0" },
        undo: { type: "boolean", default: false },
      });
      const [host = "", folder] = positionals;
      if (values.undo) await emptyDisk(named(host));
      else
        await fillDisk(named(host), {
          freeBytes: bytes(values.free),
          ...(folder !== undefined && { folder }),
        });
      return 0;
    },
  },
  requirements: {
    usage: "[part…] [--install]",
    summary: `the Debian packages that are missing on this machine; parts: ${parts.join(", ")}`,
    run: async (args) => {
      const { values, positionals } = parseArguments(args, { install: { type: "boolean", default: false } });
      // A Pi is optional and its packages are large, so it is asked for by name.
      const wanted =
        positionals.length > 0 ? positionals.map(partNamed) : parts.filter((part) => part !== "pi");
      return values.install ? install(wanted) : listMissing(wanted);
    },
  },
} as const satisfies Readonly<Record<string, Verb>>;

/** One after another, so that the first failure names its host. */
function each(act: (host: string) => Promise<void>): (hosts: readonly string[]) => Promise<number> {
  return async (hosts) => {
    for (const host of hosts.length > 0 ? hosts : [named("")]) await act(host);
    return 0;
  };
}

function named(host: string): string {
  if (host === "" || host.startsWith("-"))
    throw new LabError("Name a host: `npm run lab -- status` lists them", 2);
  return host;
}

/** Bytes of a size such as 10M: powers of 1024, as fallocate has them. */
function bytes(size: string): number {
  const [, number = "", unit = ""] = /^(\d+)([KMG]?)$/.exec(size) ?? [];
  if (number === "") throw new LabError(`--free ${size}: write a size such as 500K, 10M or 1G`, 2);
  return Number(number) * 1024 ** ["", "K", "M", "G"].indexOf(unit);
}

function partNamed(word: string): Part {
  const part = parts.find((name) => name === word);
  if (part) return part;
  throw new LabError(`The lab has no part ${word}, only ${parts.join(", ")}`, 2);
}

function listMissing(wanted: readonly Part[]): number {
  const missing = missingPackages(...wanted);
  if (missing.length === 0) console.log("Nothing is missing.");
  else console.log(`Missing: ${missing.join(", ")}. To install:\n${installCommand(missing)}`);
  return missing.length === 0 ? 0 : 1;
}

/** People write them in front of a command that has options of its own. */
function afterDashes(argv: readonly string[]): readonly string[] {
  return argv[0] === "--" ? argv.slice(1) : argv;
}

async function install(wanted: readonly Part[]): Promise<number> {
  const installed = await installMissing(...wanted);
  console.log(installed.length === 0 ? "Nothing is missing." : `Installed ${installed.join(", ")}.`);
  return 0;
}
