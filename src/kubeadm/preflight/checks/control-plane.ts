// What a machine that is to become a control plane needs besides, and what its cluster needs for it.
import { bytes } from "#src/base/text.ts";
import { majorityOf, quorumOf, whyNotWhole } from "../../etcd.ts";
import type { PlaneFacts } from "../../join/plane-facts.ts";
import { type Check, type Finding, findings } from "../finding.ts";

const { passed, warning, blocking } = findings("control plane");
/** kubeadm's own least, 1700 MB. */
const leastBytes = 1_700 * 1_000 ** 2;
const guide = "https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/high-availability/";

export const controlPlane: Check = ({ host, plane }) => {
  if (!plane) return [];
  const { totalBytes } = host.memory;
  const memory =
    totalBytes < leastBytes
      ? [blocking(`${bytes(totalBytes)} of memory is less than kubeadm takes for one, 1.7 GB`)]
      : [];
  const keys =
    plane.through === undefined
      ? [blocking("no control plane that Wheelhouse may log in to holds the keys of the authorities")]
      : [];
  return [...endpoint(plane), ...members(plane), ...memory, ...keys];
};

function endpoint({ endpoint: named, addresses }: PlaneFacts): readonly Finding[] {
  if (named === undefined)
    return [
      blocking(
        "the cluster has no controlPlaneEndpoint: every kubeconfig in it names one control plane's own address, and kubeadm joins no other",
        `A name or a balancer first, in kubeadm-config and in the API server's certificate: ${guide}`,
      ),
    ];
  const [, address = named] = /^\[?(.+?)\]?(?::\d+)?$/.exec(named) ?? [];
  return addresses.includes(address)
    ? [warning(`its controlPlaneEndpoint ${named} is one control plane's own address, and goes with it`)]
    : [passed(`its controlPlaneEndpoint is ${named}`)];
}

/** An even number outlives no more losses than the odd one before it. */
function members({ etcd }: PlaneFacts): readonly Finding[] {
  if (!etcd) return [blocking("etcd is run elsewhere, and such a control plane is not joined from here")];
  const wrong = whyNotWhole(etcd);
  if (wrong.length > 0)
    return wrong.map((why) => blocking(`etcd takes no new member now: ${why}`, "etcd status"));
  const then = quorumOf(etcd).voters + 1;
  const needs = majorityOf(then);
  const said = `etcd goes from ${then - 1} to ${then} members, of which ${needs} must answer`;
  return then % 2 === 0
    ? [warning(`${said}: until there is another one, it outlives the loss of ${sayLoss(then - needs)}`)]
    : [passed(`${said}: it outlives the loss of ${sayLoss(then - needs)}`)];
}

function sayLoss(most: number): string {
  return most === 0 ? "none" : String(most);
}
