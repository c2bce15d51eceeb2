// /k8s event list [namespace] [--about <kind>/<name>] [--warnings]
import { z } from "zod";
import { UsageError } from "#src/base/errors.ts";
import { count, listed, span } from "#src/base/text.ts";
import { checkNamespace } from "#src/card/find.ts";
import { readNow } from "#src/card/freshness.ts";
import { namespaceName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import { quoteWord } from "#src/command/words.ts";
import { controllerOf } from "#src/kubeadm/controller.ts";
import { causeIn } from "#src/kubeadm/event-message.ts";
import type { Snapshot } from "#src/kubernetes/cluster.ts";

/** Kinds by what kubectl calls them. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  Node: ["no"],
  Pod: ["po"],
  Deployment: ["deploy"],
  DaemonSet: ["ds"],
  StatefulSet: ["sts"],
  ReplicaSet: ["rs"],
  Job: [],
  CronJob: ["cj"],
  Service: ["svc"],
  PersistentVolumeClaim: ["pvc"],
};

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
    const object = about === undefined ? undefined : readAbout(about, cluster.snapshot());
    const all = await cluster.events({ namespace: namespace ?? object?.namespace, about: object }, signal);
    if (all.length === 0 && !about) checkNamespace(cluster, namespace);
    const events = warnings ? all.filter(({ type }) => type === "Warning") : all;
    const alarming = events.filter(({ type }) => type === "Warning").length;
    const where = [namespace && ` in ${namespace}`, about && ` about ${about}`].filter(Boolean).join("");
    const flags = [
      namespace && `--namespace=${quoteWord(namespace)}`,
      about && `--about=${quoteWord(about)}`,
      warnings && "--warnings",
    ];
    return {
      headline: `${cluster.name}: ${eventsSaid(events.length, alarming, warnings)}${where}`,
      tone: alarming > 0 ? "warning" : "neutral",
      parts: [
        {
          kind: "table",
          table: {
            columns: [
              { title: "When" },
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
              causeIn(message),
            ]),
          },
        },
        { kind: "text", text: events.length === 0 ? "The API server keeps events for an hour." : "" },
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

function eventsSaid(all: number, alarming: number, onlyWarnings: boolean): string {
  if (all === 0) return onlyWarnings ? "no warnings" : "no events";
  if (onlyWarnings || alarming === all) return count(alarming, "warning");
  if (alarming === 0) return `${count(all, "event")}, no warnings`;
  return `${count(all, "event")}, ${alarming} of them ${alarming === 1 ? "a warning" : "warnings"}`;
}

type About = { readonly kind: string; readonly name: string; readonly namespace?: string };

/** `node/pi-1` as kubectl writes an object, or `pod/kube-system/coredns-x`. Kinds are matched without case. */
function readAbout(about: string, seen: Pick<Snapshot, "nodes" | "pods">): About {
  const [word = "", ...rest] = about.split("/");
  const typed = word.toLowerCase();
  const kind = Object.keys(kinds).find((each) =>
    [each, `${each}s`, ...(kinds[each] ?? [])].some((alias) => alias.toLowerCase() === typed),
  );
  const [name, namespace] = rest.toReversed();
  if (kind && name && rest.length <= 2) return { kind, name, ...(namespace ? { namespace } : {}) };
  const [only, ...others] = namedSo(about, seen);
  if (only && others.length === 0) return only;
  throw new UsageError(`--about wants a kind and a name, not "${about}".`, {
    offers: [only, ...others]
      .flatMap((each) => (each ? [`event list --about=${sayAbout(each)}`] : []))
      .slice(0, 5),
    hint: `Such as \`--about node/pi-1\`. I know the kinds ${listed(Object.keys(kinds))}.`,
  });
}

/** A node, a pod or what runs pods may be named without its kind. */
function namedSo(about: string, { nodes, pods }: Pick<Snapshot, "nodes" | "pods">): readonly About[] {
  const [name = "", namespace] = about.split("/").toReversed();
  const all = [
    ...nodes.map((node) => ({ kind: "Node", name: node.name })),
    ...pods.flatMap((pod) => [{ kind: "Pod", namespace: pod.namespace, name: pod.name }, controllerOf(pod)]),
  ];
  const fitting = all.filter(
    (each: About) => each.name === name && (namespace === undefined || each.namespace === namespace),
  );
  return [...new Map(fitting.map((each) => [sayAbout(each), each])).values()];
}

function sayAbout({ kind, namespace, name }: About): string {
  return quoteWord([kind.toLowerCase(), namespace, name].filter(Boolean).join("/"));
}
