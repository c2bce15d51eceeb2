// The verbs that concern hosts: what to type, and the function behind it.
import { runHere } from "../run.ts";
import { down } from "./down.ts";
import { execArgv, sshArgv } from "./exec.ts";
import { LabError } from "./lab-error.ts";
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
      return 0;
    },
  },
  ssh: {
    usage: "<host> [command]",
    summary: "log in as ops, who may sudo",
    run: ([host = "", ...command]) => runHere([...sshArgv(host), ...command]),
  },
  exec: {
    usage: "<host> <command>…",
    summary: "run as root, also when sshd or the network is dead",
    run: ([host = "", ...argv]) => runHere(execArgv(host, argv)),
  },
} as const satisfies Readonly<Record<string, Verb>>;
