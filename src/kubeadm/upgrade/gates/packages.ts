// Whether the packages can be had: where each machine's repository is, and whether it has the version.
import { few } from "#src/base/text.ts";
import type { Machine, UpgradeFacts } from "../facts.ts";
import { blocking, type Gate, passed, warned } from "../gate.ts";
import { isSame, minorOf, parseVersion, sayVersion, type Version } from "../version.ts";
import { named, notSeen } from "./seen.ts";

export function repositories(facts: UpgradeFacts): Gate {
  const about = "Package repository";
  const { machines } = facts;
  const counted = ({ sources = [] }: Machine) => sources.filter(({ minor }) => minor !== undefined).length;
  const problems = [
    ...said(
      named(machines, ({ sources }) => sources?.length === 0),
      "none of Kubernetes' own (pkgs.k8s.io, or a mirror with core:/stable:/v1.NN in its path)",
    ),
    ...said(
      named(machines, (each) => (each.sources?.length ?? 0) > 0 && counted(each) === 0),
      "one of before 2023, which is gone",
    ),
    ...said(
      named(machines, (each) => counted(each) > 1),
      "more than one, so nobody knows which counts",
    ),
  ];
  if (problems.length > 0)
    return blocking(about, problems.join("; "), "name one repository of pkgs.k8s.io there");
  return (
    notSeen(about, facts, ({ sources }) => sources === undefined) ?? passed(about, "one on every machine")
  );
}

const soonMs = 30 * 86_400_000;

/** The key under a minor that is past its end is kept as it was, with its old date: the newest one has the prolonged key. */
export function repositoryKeys(facts: UpgradeFacts): Gate {
  const about = "Repository keys";
  const { machines, now } = facts;
  const expired = machines.filter(({ keyEndsAt }) => keyEndsAt !== undefined && keyEndsAt <= now);
  const [first] = expired;
  if (first)
    return blocking(
      about,
      `expired on ${few(
        expired.map(({ node, keyEndsAt = 0 }) => `${node} (${dayOf(keyEndsAt)})`),
        5,
      )}, and apt takes no package by them`,
      `there: ${renewal(first, facts.to)}`,
    );
  const ending = named(machines, ({ keyEndsAt }) => keyEndsAt !== undefined && keyEndsAt - now < soonMs);
  if (ending.length > 0) return warned(about, `on ${few(ending, 5)} ends within 30 days`);
  return notSeen(about, facts, ({ sources }) => sources === undefined) ?? passed(about, "none has expired");
}

/** As kubernetes.io, installing kubeadm, has it. */
function renewal({ sources = [] }: Machine, to: Version): string {
  const { url = "", signedBy = "" } = sources.find(({ minor }) => minor !== undefined) ?? {};
  const newest = url.replace(/\/v1\.\d+\//, `/v${minorOf(to)}/`);
  return `curl -fsSL ${newest}/Release.key | sudo gpg --dearmor --yes -o ${signedBy}`;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function said(nodes: readonly string[], what: string): readonly string[] {
  return nodes.length === 0 ? [] : [`${few(nodes, 5)}: ${what}`];
}

export function versionOffered(facts: UpgradeFacts): Gate {
  const about = "Packages";
  const { machines, to } = facts;
  const without = named(
    machines,
    ({ offered }) => offered !== undefined && revisionOf(offered, to) === undefined,
  );
  if (without.length > 0)
    return blocking(
      about,
      `no kubeadm ${sayVersion(to)} for ${few(without, 5)}: its repository of ${minorOf(to)} does not have it`,
    );
  return (
    notSeen(about, facts, ({ offered }) => offered === undefined) ??
    passed(about, `kubeadm ${sayVersion(to)} can be had for every machine`)
  );
}

/** `1.37.2-1.1` among those offered, the newest build of that version. */
export function revisionOf(offered: readonly string[], version: Version): string | undefined {
  return offered
    .filter((each) => isSame(parseVersion(each), version))
    .toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }))
    .at(-1);
}
