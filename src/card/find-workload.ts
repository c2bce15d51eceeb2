// Finds the one workload that is meant by `web`, `deployment/web`, `shop/web` or `shop/deployment/web`.

import { RefusedError } from "#src/base/errors.ts";
import { few } from "#src/base/text.ts";
import { nearest } from "#src/command/nearest.ts";
import type { Workload } from "#src/kubernetes/objects.ts";

type Kind = Workload["kind"];

/** kubectl's words for each kind. */
const kinds: Readonly<Record<string, Kind>> = {
  deployment: "Deployment",
  deployments: "Deployment",
  deploy: "Deployment",
  statefulset: "StatefulSet",
  statefulsets: "StatefulSet",
  sts: "StatefulSet",
  daemonset: "DaemonSet",
  daemonsets: "DaemonSet",
  ds: "DaemonSet",
  job: "Job",
  jobs: "Job",
  cronjob: "CronJob",
  cronjobs: "CronJob",
  cj: "CronJob",
};

/** @throws RefusedError when none or several match */
export function findWorkload(all: readonly Workload[], typed: string, cluster: string): Workload {
  const [name = "", ...before] = typed.split("/").reverse();
  const kind = before.map(kindOf).find((each) => each !== undefined);
  const namespace = before.find((each) => kindOf(each) === undefined);
  const matches = all.filter(
    (each) =>
      each.name === name &&
      (kind === undefined || each.kind === kind) &&
      (namespace === undefined || each.namespace === namespace),
  );
  const [only, ...others] = matches;
  if (!only) {
    throw new RefusedError(`${cluster} has no workload ${typed}.`, { hint: hintFor(all, name) });
  }
  if (others.length === 0) return only;
  throw new RefusedError(`${typed} could be ${matches.length} workloads.`, {
    hint: `I know ${few(matches.map(say), 5)}.`,
  });
}

/** `deployment.apps` is `deployment` too. */
function kindOf(word: string): Kind | undefined {
  const [first = ""] = word.toLowerCase().split(".");
  return Object.hasOwn(kinds, first) ? kinds[first] : undefined;
}

function hintFor(all: readonly Workload[], name: string): string {
  const near = nearest(
    all.map((each) => ({ text: each.name, said: say(each) })),
    name,
  ).map(({ said }) => said);
  const alike = [...new Set([...near, ...all.filter((each) => each.name.includes(name)).map(say)])];
  return alike.length > 0
    ? `Did you mean ${alike.slice(0, 3).join(" or ")}?`
    : "`workload list` shows what there is.";
}

/** As it can be typed: `shop/deployment/web`. */
function say({ kind, namespace, name }: Workload): string {
  return `${namespace}/${kind.toLowerCase()}/${name}`;
}
