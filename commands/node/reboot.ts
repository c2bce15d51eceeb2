// /k8s node reboot <node> [--grace <seconds>] [--delete-emptydir-data] [--force]
import { z } from "zod";
import { drainFlags, graceSeconds, nodeName } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import type { HostView } from "#src/hosts/host.ts";
import { planOnMachine } from "#src/plans/drained-machine.ts";
import rebootHost from "#src/steps/reboot-host.ts";

export default defineOperation({
  summary: "Drain a node, reboot its machine, and let pods onto it again",
  role: "operator",
  risk: "change",
  needs: "host",
  planWithinMs: 30_000,
  args: z.object({
    node: nodeName,
    grace: graceSeconds,
    ...drainFlags,
  }),
  positional: ["node"],
  aliases: ["reboot", "reboot the node", "host reboot"],
  plan: (typed, context) =>
    planOnMachine(typed, { verb: "reboot", title: "Reboot", work: rebooting }, context),
});

async function rebooting({ name: host }: HostView, bootId: string) {
  return { stop: "until it is up again", steps: [rebootHost.with({ host, bootId })] };
}
