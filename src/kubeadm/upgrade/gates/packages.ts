// Whether the packages can be had: where each machine's repository is, and whether it has the version.
import { few, listed } from "#src/base/text.ts";
import { kubernetesNames } from "../../packages/manager.ts";
import { managers } from "../../packages/managers.ts";
import type { Machine, UpgradeFacts } from "../facts.ts";
import { blocking, type Gate, passed, warned } from "../gate.ts";
import { dayOf, failsBy, sayKey, soonMs } from "../keyring.ts";
import { newestIn } from "../path.ts";
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

/** The key under a minor that is past its end is kept as it was, with its old date: the newest one has the prolonged key. */
export function repositoryKeys(facts: UpgradeFacts): Gate {
  const about = "Repository keys";
  const { machines, now } = facts;
  const failing = machines.filter(({ keyring }) => keyring && failsBy(keyring, now));
  const stuck = failing.find(({ newKey }) => !newKey);
  const [first] = failing;
  if (stuck)
    return blocking(
      about,
      `${few(failing.map(sayFault), 5)}: apt takes no package, and ${stuck.node} reads no other key at its repository`,
      `there: ${renewal(stuck, facts.to)}`,
    );
  if (first?.newKey)
    return warned(
      about,
      `${few(failing.map(sayFault), 5)}: apt takes no package until the repository's own is there, which an upgrade writes: ${sayKey(first.newKey)}`,
      `upgrade key ${first.node}`,
    );
  const ending = machines.filter(({ keyring }) => keyring && failsBy(keyring, now + soonMs));
  const [next] = ending;
  if (next)
    return warned(
      about,
      `on ${few(namesOf(ending), 5)} ends within 30 days`,
      next.newKey && `upgrade key ${next.node}`,
    );
  return (
    expiredInRpm(about, facts) ??
    notSeen(about, facts, ({ sources }) => sources === undefined) ??
    passed(about, "none has expired")
  );
}

/** rpm 4.18 takes a package all the same: docs/facts.md. */
function expiredInRpm(about: string, { machines, now }: UpgradeFacts): Gate | undefined {
  const expired = machines.filter(({ rpmKeysEndAt = now + 1 }) => rpmKeysEndAt <= now);
  if (expired.length === 0) return undefined;
  const said = expired.map(({ node, rpmKeysEndAt = 0 }) => `${node} (${dayOf(rpmKeysEndAt)})`);
  return warned(about, `expired on ${few(said, 5)}: rpm 4.18 takes packages by it, others may not`);
}

function sayFault({ node, keyring }: Machine): string {
  const { fingerprints = [], endsAt } = keyring ?? {};
  return fingerprints.length === 0 || endsAt === undefined
    ? `missing on ${node}`
    : `expired on ${node} (${dayOf(endsAt)})`;
}

/** As kubernetes.io, installing kubeadm, has it. */
function renewal({ sources = [], keyring }: Machine, to: Version): string {
  const { url = "" } = sources.find(({ minor }) => minor !== undefined) ?? {};
  const newest = url.replace(/\/v1\.\d+\//, `/v${minorOf(to)}/`);
  return `curl -fsSL ${newest}/Release.key | sudo gpg --dearmor --yes -o ${keyring?.file}`;
}

function namesOf(machines: readonly Machine[]): readonly string[] {
  return machines.map(({ node }) => node);
}

function said(nodes: readonly string[], what: string): readonly string[] {
  return nodes.length === 0 ? [] : [`${few(nodes, 5)}: ${what}`];
}

export function versionOffered(facts: UpgradeFacts): Gate {
  const about = "Packages";
  const { machines, to } = facts;
  const elsewhere = pointedElsewhere(about, facts);
  if (elsewhere) return elsewhere;
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
    heldByDnf(about, facts) ??
    notSeen(about, facts, ({ offered }) => offered === undefined) ??
    passed(about, `kubeadm ${sayVersion(to)} can be had for every machine`)
  );
}

/** Of a machine its own minor and the next are looked at: one that was left out of an upgrade is two behind at the next. */
function pointedElsewhere(about: string, { machines, to }: UpgradeFacts): Gate | undefined {
  const found = machines
    .map(({ node, sources = [], offered = [] }) => ({
      ...{ node, offered },
      minor: sources.find((each) => each.minor !== undefined)?.minor ?? to.minor,
    }))
    .find(({ minor }) => minor > to.minor || minor < to.minor - 1);
  if (!found) return undefined;
  const { node, minor, offered } = found;
  if (minor > to.minor)
    return blocking(
      about,
      `${node} has the repository of 1.${minor}, which has no ${minorOf(to)}`,
      `there: name that of ${minorOf(to)}`,
    );
  const versions = offered.flatMap((each) => parseVersion(each) ?? []);
  const next = newestIn(minor + 1, versions);
  return blocking(
    about,
    `${node} has the repository of 1.${minor}, and goes to 1.${minor + 1} before ${minorOf(to)}`,
    next && `upgrade node ${node} --to=${sayVersion(next)}`,
  );
}

/** Only what its repository excludes is held once another version was installed, and found by dnf meanwhile. */
function heldByDnf(about: string, { machines }: UpgradeFacts): Gate | undefined {
  const holds = machines.flatMap(({ node, rpmHolds }) => (rpmHolds ? [{ node, ...rpmHolds }] : []));
  const locked = holds.filter((each) => each.locked.length > 0);
  const [first] = locked;
  if (first)
    return blocking(
      about,
      `versionlock keeps ${locked.map(({ node, locked: names }) => `${listed(names)} on ${node}`).join("; ")}: dnf finds no other version there`,
      `there: sudo dnf versionlock delete ${first.locked.join(" ")}; exclude= of its repository holds them as well, and is lifted for an upgrade alone`,
    );
  const loose = holds
    .map(({ node, excluded }) => ({
      node,
      names: kubernetesNames.filter((each) => !excluded.includes(each)),
    }))
    .filter(({ names }) => names.length > 0);
  if (loose.length === 0) return undefined;
  return blocking(
    about,
    `nothing would hold ${loose.map(({ node, names }) => `${listed(names)} on ${node}`).join("; ")}`,
    `there: ${managers.dnf.words.hold(kubernetesNames)}`,
  );
}

/** `1.37.2-1.1` among those offered, the newest build of that version. */
export function revisionOf(offered: readonly string[], version: Version): string | undefined {
  return offered
    .filter((each) => isSame(parseVersion(each), version))
    .toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }))
    .at(-1);
}
