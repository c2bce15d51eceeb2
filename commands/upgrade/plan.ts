// /k8s upgrade plan [--to <version>]
import { z } from "zod";
import { UsageError } from "#src/base/errors.ts";
import { few } from "#src/base/text.ts";
import type { Answer, Button, Part } from "#src/card/answer.ts";
import { readNow, settle } from "#src/card/freshness.ts";
import { defineQuery } from "#src/command/define.ts";
import { type Gate, withState } from "#src/kubeadm/upgrade/gate.ts";
import { gatesOf } from "#src/kubeadm/upgrade/gates.ts";
import { goalOf, type Offers, offersIn } from "#src/kubeadm/upgrade/goal.ts";
import { readFor } from "#src/kubeadm/upgrade/read-for.ts";
import { readUpgrade, type Standing } from "#src/kubeadm/upgrade/read-upgrade.ts";
import { coreDnsIn, runningOn } from "#src/kubeadm/upgrade/running.ts";
import { saySupport } from "#src/kubeadm/upgrade/support.ts";
import {
  compareVersions,
  isSame,
  parseVersion,
  sayVersion,
  type Version,
} from "#src/kubeadm/upgrade/version.ts";

export default defineQuery({
  summary: "What runs where, which versions can be had, and what stands in the way",
  role: "viewer",
  aliases: ["upgrade", "upgrade check", "upgrade list", "upgrade status"],
  args: z.object({
    to: z
      .string()
      .optional()
      .meta({ description: "A version, 1.37.2; the newest of the next minor if not given" }),
  }),
  positional: ["to"],
  async answer({ to: typed }, { cluster, hosts, signal, now }) {
    const wanted = typed === undefined ? undefined : versionTyped(typed);
    await settle(cluster, signal);
    const standing = await readUpgrade({ cluster, hosts, now: () => now, signal });
    const offers = offersIn(standing);
    const to = wanted ?? goalOf(offers);
    const isThere = to !== undefined && isSame(offers.from, to);
    const gates = to === undefined || isThere ? [] : gatesOf(await readFor(standing, { to, hosts, signal }));
    return {
      ...verdict(cluster.name, offers, to, gates),
      parts: [
        { kind: "facts", facts: factsOf(standing, offers, now) },
        ...gateParts(gates),
        { kind: "table", title: "What runs where", table: runningTable(standing) },
        ...notSeen(standing),
      ],
      buttons: [
        ...startOf(cluster.name, offers, to, gates),
        ...renewalOf(cluster.name, gates),
        ...buttonsOf(cluster.name, typed, offers, to),
      ],
      freshness: readNow(now),
    };
  },
});

function versionTyped(typed: string): Version {
  const version = parseVersion(typed);
  if (version) return version;
  throw new UsageError(`${typed} is no version.`, { hint: "upgrade plan --to=1.37.2" });
}

function verdict(
  cluster: string,
  { from, isSeen }: Offers,
  to: Version | undefined,
  gates: readonly Gate[],
): Pick<Answer, "headline" | "tone"> {
  if (from === undefined || to === undefined)
    return { headline: `${cluster} has no API server that kubeadm could upgrade`, tone: "warning" };
  if (compareVersions(from, to) === 0)
    return { headline: `${cluster} is at ${sayVersion(to)}`, tone: "good" };
  const blocking = withState(gates, "blocking").length;
  const warned = withState(gates, "warned").length;
  const unknown = withState(gates, "unknown").length;
  const way = `${cluster}: ${sayVersion(from)} to ${sayVersion(to)}`;
  const seen = isSeen ? "" : ", though no repository was seen";
  if (blocking > 0)
    return { headline: `${way}: ${blocking} of ${gates.length} checks stand in the way${seen}`, tone: "bad" };
  if (warned + unknown > 0) {
    const words = [warned > 0 ? `${warned} to know of` : "", unknown > 0 ? `${unknown} not seen` : ""];
    return {
      headline: `${way}: nothing in the way, ${words.filter(Boolean).join(", ")}${seen}`,
      tone: "warning",
    };
  }
  return { headline: `${way}: all ${gates.length} checks passed`, tone: "good" };
}

function factsOf(standing: Standing, { from, patch, minor }: Offers, now: number) {
  const offered = [patch, minor].flatMap((each) => (each ? [sayVersion(each)] : []));
  return [
    ["Runs", from ? sayVersion(from) : "unknown"],
    ...(from ? [["Patches", saySupport(from.minor, now)] as const] : []),
    ["Can be had", offered.length > 0 ? few(offered, 3) : "nothing newer was seen"],
    ["CoreDNS", coreDnsIn(standing.pods) || "none"],
  ] as const;
}

const titles = {
  blocking: "In the way",
  warned: "To know before",
  unknown: "Nobody could look",
  passed: "Passed",
} as const;

function gateParts(gates: readonly Gate[]): readonly Part[] {
  const states = (["blocking", "warned", "unknown", "passed"] as const).filter(
    (state) => withState(gates, state).length > 0,
  );
  return states.map((state) => ({
    kind: "list",
    title: titles[state],
    lines: withState(gates, state).map(
      ({ about, said, mend }) => `${about}: ${said}${mend ? ` → ${mend}` : ""}`,
    ),
  }));
}

function runningTable(standing: Standing) {
  return {
    columns: ["Node", "Control plane", "kubelet", "kube-proxy", "etcd", "Runtime", "Kernel"].map((title) => ({
      title,
    })),
    rows: runningOn(standing).map((row) => [
      ...[row.node, row.controlPlane, row.kubelet, row.kubeProxy, row.etcd, row.runtime, row.kernel],
    ]),
  };
}

function notSeen({ machines }: Standing): readonly Part[] {
  const lines = machines.flatMap(({ node, unread }) => (unread === undefined ? [] : [`${node}: ${unread}`]));
  return lines.length === 0 ? [] : [{ kind: "list", title: "Machines that were not read", lines }];
}

/** Where it can be had and nothing is in the way: it proposes the upgrade, which others approve. */
function startOf(
  cluster: string,
  { patch, minor }: Offers,
  to: Version | undefined,
  gates: readonly Gate[],
): readonly Button[] {
  const isOffered = [patch, minor].some((each) => each && to && compareVersions(each, to) === 0);
  if (!to || !isOffered || withState(gates, "blocking").length > 0) return [];
  const version = sayVersion(to);
  return [
    { label: `Upgrade to ${version}…`, line: `upgrade start ${version} --cluster=${cluster}`, how: "ask" },
  ];
}

/** What mends a key is proposed from here, as any change. */
function renewalOf(cluster: string, gates: readonly Gate[]): readonly Button[] {
  const [, node] = gates.flatMap(({ mend = "" }) => /^upgrade key (\S+)$/.exec(mend) ?? []);
  if (node === undefined) return [];
  return [
    { label: `Renew the key on ${node}…`, line: `upgrade key ${node} --cluster=${cluster}`, how: "ask" },
  ];
}

/** The other version that can be had. */
function buttonsOf(
  cluster: string,
  typed: string | undefined,
  { patch, minor }: Offers,
  to: Version | undefined,
): readonly Button[] {
  const about = `--cluster=${cluster}`;
  const others = [minor, patch].flatMap((each) =>
    each && to && compareVersions(each, to) !== 0 ? [sayVersion(each)] : [],
  );
  return [
    { label: "Refresh", line: `upgrade plan${typed ? ` --to=${typed}` : ""} ${about}`, how: "redraw" },
    ...others.map((each) => ({
      label: `To ${each}`,
      line: `upgrade plan --to=${each} ${about}`,
      how: "redraw" as const,
    })),
  ];
}
