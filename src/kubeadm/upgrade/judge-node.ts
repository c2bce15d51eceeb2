// Whether one node can be upgraded now, and how: by which machine, packages and command of kubeadm. Pure.
import { AlreadySoError, RefusedError } from "#src/base/errors.ts";
import { few } from "#src/base/text.ts";
import type { PackageSource } from "#src/hosts/readings/packages.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { isControlPlane } from "../components.ts";
import type { Keyring, Machine, NewKey, UpgradeFacts } from "./facts.ts";
import { type Gate, withState } from "./gate.ts";
import { revisionOf } from "./gates/packages.ts";
import { gatesOfNode } from "./gates.ts";
import { failsBy } from "./keyring.ts";
import { workerMisfit } from "./skew.ts";
import { compareVersions, isOlder, isSame, parseVersion, sayVersion, type Version } from "./version.ts";

export type NodeVerdict = {
  readonly host: string;
  readonly source: PackageSource & { readonly minor: number };
  /** `1.37.2-1.1`. */
  readonly revision: string;
  /** Checks that kubeadm is told not to stop at. */
  readonly ignore: readonly string[];
  /** `apply` moves the cluster's own settings too; `node` is for every other control plane. */
  readonly how: "apply" | "node" | "worker";
  readonly isOnlyPlane: boolean;
  readonly repository: string | undefined;
  /** Where the key of its packages does not do any more: what takes its place. */
  readonly renews: { readonly old: Keyring; readonly key: NewKey } | undefined;
  /** What is to be known before it is approved. */
  readonly warnings: readonly string[];
};

/** `later`: what has to be upgraded before it will have been. @throws RefusedError with all that is in the way, and what mends it */
export function judgeNode(
  facts: UpgradeFacts,
  node: Node,
  { later }: { readonly later: boolean },
): NodeVerdict {
  const { to, settings } = facts;
  const machine = machineOf(facts, node);
  checkVersions(facts, node, later);
  const isPlane = isControlPlane(node);
  const gates = gatesOfNode(facts, node);
  checkGates(node, to, withState(gates, "blocking"));
  const source = machine.sources?.find((each): each is NodeVerdict["source"] => each.minor !== undefined);
  const revision = revisionOf(machine.offered ?? [], to);
  if (!source || revision === undefined)
    throw new RefusedError(`It is not known where ${node.name} gets kubeadm ${sayVersion(to)} from.`, {
      hint: `host show ${machine.host}`,
    });
  const ignores = to.minor >= 35 && machine.cgroups === 1 && settings?.failsOnCgroupV1 === false;
  return {
    host: machine.host,
    source,
    revision,
    ignore: ignores ? ["SystemVerification"] : [],
    // By then the first control plane has moved the cluster's settings.
    how: isPlane ? (later ? "node" : howOf(facts, node)) : "worker",
    isOnlyPlane: facts.nodes.filter(isControlPlane).length === 1,
    repository: settings?.imageRepository,
    renews: renewalOf(machine, facts.now),
    warnings: [
      ...withState(gates, "warned").map(sayGate),
      ...withState(gates, "unknown").map((gate) => sayGate({ ...gate, mend: undefined })),
    ],
  };
}

function renewalOf({ keyring: old, newKey: key }: Machine, now: number): NodeVerdict["renews"] {
  return old && key && failsBy(old, now) ? { old, key } : undefined;
}

function machineOf({ machines }: UpgradeFacts, { name }: Node): Machine & { readonly host: string } {
  const machine = machines.find(({ node }) => node === name);
  const { host, unread = "" } = machine ?? {};
  if (!machine || host === undefined)
    throw new RefusedError(
      `Wheelhouse cannot log in to the machine of ${name}: ${unread || "nobody has named it"}.`,
      {
        hint: `host add ${name}`,
      },
    );
  if (machine.sources === undefined)
    throw new RefusedError(`The machine of ${name} cannot be read: ${unread}`, { hint: `host show ${host}` });
  return { ...machine, host };
}

function checkVersions({ to, kubelets, servers }: UpgradeFacts, node: Node, later: boolean): void {
  const { name } = node;
  const kubelet = kubelets.find((each) => each.node === name)?.version;
  const server = servers.find((each) => each.node === name)?.version;
  if (kubelet && isOlder(to, kubelet))
    throw new RefusedError(
      `${name} is at ${sayVersion(kubelet)} already, and there is no way back to ${sayVersion(to)}.`,
    );
  const isThere = isSame(kubelet, to) && (server === undefined || isSame(server, to));
  if (isThere) throw new AlreadySoError(`${name} is at ${sayVersion(to)} already.`, { hint: "upgrade plan" });
  if (isControlPlane(node) || later) return;
  const misfit = workerMisfit(
    to,
    servers.map(({ version }) => version),
  );
  if (misfit === undefined) return;
  const behind = servers.find(({ version }) => compareVersions(version, to) < 0)?.node;
  throw new RefusedError(`${name} cannot go to ${sayVersion(to)} yet: ${misfit}.`, {
    hint: `upgrade node ${behind} --to=${sayVersion(to)}`,
  });
}

function checkGates({ name }: Node, to: Version, blocking: readonly Gate[]): void {
  if (blocking.length === 0) return;
  throw new RefusedError(`${name} cannot go to ${sayVersion(to)} now. ${few(blocking.map(sayGate), 4)}`, {
    hint: `upgrade plan --to=${sayVersion(to)}`,
  });
}

/**
 * The first control plane moves kubeadm's settings of the cluster, so what they say tells who is first. One that has been begun is
 * finished in the same way: what is done already is skipped by kubeadm.
 */
function howOf({ settings, servers, to }: UpgradeFacts, { name }: Node): "apply" | "node" {
  const own = servers.find(({ node }) => node === name)?.version;
  if (isSame(own, to)) return "apply";
  const cluster = parseVersion(settings?.version ?? "");
  return cluster && !isOlder(cluster, to) ? "node" : "apply";
}

function sayGate({ about, said, mend }: Gate): string {
  return `${about}: ${said}.${mend ? ` (${mend})` : ""}`;
}
