// The verb that concerns Pis: what to type, and the function behind it. Once up, a Pi is a host like any other.
import { LabError } from "../hosts/lab-error.ts";
import type { Verb } from "../hosts/verb.ts";
import { upPi } from "./up.ts";

export const piVerbs = {
  "up-pi": {
    usage: "<host>…",
    summary: "start arm64 virtual machines as hosts (optional: needs qemu)",
    run: async (hosts) => {
      if (hosts.length === 0) throw new LabError("Name the Pi: `npm run lab -- up-pi pi1`", 2);
      for (const host of hosts) await upPi(host);
      return 0;
    },
  },
} as const satisfies Readonly<Record<string, Verb>>;
