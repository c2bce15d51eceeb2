// /k8s silence add [--alert <alert>] [--about <object>] [--from <when>] [--for 4h] --reason <reason>
import { z } from "zod";
import { defineDecision } from "#src/command/define.ts";

export default defineDecision({
  summary: "Hear nothing of an alert, a node, a namespace or a workload",
  role: "operator",
  on: "silence",
  verdict: "add",
  args: z.object({
    reason: z.string().min(1).meta({ description: "Why, for everybody who wonders" }),
    alert: z
      .string()
      .regex(/^[A-Za-z]\w{0,99}$/, "must be an alert's name, such as KubePodCrashLooping")
      .optional()
      .meta({ description: "Only this alert, such as KubePodCrashLooping" }),
    about: z
      .string()
      .regex(
        /^((node|namespace)\/[^/\s]{1,253}|[a-zA-Z]{1,63}\/[^/\s]{1,253}\/[^/\s]{1,253})$/,
        "must be node/<name>, namespace/<name> or <kind>/<namespace>/<name>",
      )
      .optional()
      .meta({ description: "Only this: node/pi-1, namespace/shop, deployment/shop/web" }),
    for: z
      .string()
      .regex(/^([1-9]\d{0,4}[mhd]|clear)$/, "must be 30m, 4h, 1d or clear")
      .default("4h")
      .meta({ description: "30m, 4h, 1d, or clear: until what it covers is over" }),
    from: z
      .string()
      .regex(
        /^([1-9]\d{0,4}[mhd]|\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))$/,
        "must be 2h (from now on), or a time with its zone such as 2026-12-01T22:00+01:00",
      )
      .optional()
      .meta({ description: "A maintenance window's start: 2h from now, or 2026-12-01T22:00+01:00" }),
  }),
  positional: [],
  aliases: ["maintenance add"],
});
