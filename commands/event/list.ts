// /k8s event list [namespace] [--about <kind>/<name>] [--warnings]
import { z } from "zod";
import { namespaceName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import { quoteWord } from "#src/command/words.ts";
import { UsageError } from "#src/errors.ts";
import { count, span } from "#src/text.ts";
import { readNow } from "#src/view/freshness.ts";

const kinds = [
  "Node",
  "Pod",
  "Deployment",
  "DaemonSet",
  "StatefulSet",
  "ReplicaSet",
  "Job",
  "CronJob",
  "Service",
];

export default defineQuery({
  summary: "What the cluster reported lately, newest first",
  role: "viewer",
  args: z.object({
    namespace: namespaceName.optional(),
    about: z.string().optional().meta({ description: "Only about one object, such as node/pi-1" }),
    warnings: z.boolean().default(false).meta({ short: "w", description: "Only warnings" }),
  }),
  positional: ["namespace"],
  async answer({ namespace, about, warnings }, { cluster, now, signal }) {
    const all = await cluster.events(
      { namespace, about: about === undefined ? undefined : readAbout(about) },
      signal,
    );
    const events = warnings ? all.filter(({ type }) => type === "Warning") : all;
    const alarming = events.filter(({ type }) => type === "Warning").length;
    const where = [namespace && ` in ${namespace}`, about && ` about ${about}`].filter(Boolean).join("");
    const flags = [
      namespace && `--namespace=${quoteWord(namespace)}`,
      about && `--about=${quoteWord(about)}`,
      warnings && "--warnings",
    ];
    return {
      headline: `${cluster.name}: ${count(events.length, "event")}${where}, ${count(alarming, "warning")}`,
      tone: alarming > 0 ? "warning" : "neutral",
      parts: [
        {
          kind: "table",
          table: {
            columns: [
              { title: "Last" },
              { title: "Reason" },
              { title: "Object" },
              { title: "Times", align: "right" },
              { title: "Message" },
            ],
            rows: events.map(({ lastAt, type, reason, namespace: place, object, count: times, message }) => [
              `${span(now - lastAt)} ago`,
              `${type === "Warning" ? "⚠️ " : ""}${reason}`,
              `${object.kind} ${place && object.kind !== "Node" ? `${place}/` : ""}${object.name}`,
              `${times}`,
              message,
            ]),
          },
        },
      ],
      buttons: [
        {
          label: "Refresh",
          line: ["event list", ...flags, `--cluster=${cluster.name}`].filter(Boolean).join(" "),
          how: "redraw",
        },
      ],
      freshness: readNow(now),
    };
  },
});

/** `node/pi-1`, as kubectl writes an object. Kinds are matched without case. */
function readAbout(about: string): { kind: string; name: string } {
  const [word = "", name = ""] = about.split("/");
  const kind = kinds.find((each) => each.toLowerCase() === word.toLowerCase());
  if (kind && name) return { kind, name };
  throw new UsageError(`--about wants a kind and a name, not "${about}".`, {
    hint: "Such as `--about node/pi-1`.",
  });
}
