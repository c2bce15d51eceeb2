// What has to come back after a power cut, in the order in which one thing waits for the other. Pure.
import { few } from "#src/base/text.ts";
import { cnisOf, controlPlaneOf, isReady } from "#src/kubeadm/components.ts";
import { healthOf } from "#src/kubeadm/pod-health.ts";
import { sortedPods } from "#src/kubeadm/sorted-pods.ts";
import { etcdMembers } from "./etcd-members.ts";
import { good, type Sight } from "./sight.ts";

export type Item = {
  readonly what: string;
  /** What is not so yet; undefined once it is. */
  readonly open: string | undefined;
};

/** The first that is open is what to look at: the ones below may only wait for it. */
export function recovery(sight: Sight): readonly Item[] {
  return [
    { what: "clocks", open: clocks(sight) },
    { what: "etcd", open: etcd(sight) },
    { what: "API server", open: apiServer(sight) },
    { what: "nodes", open: nodes(sight) },
    { what: "pod network", open: network(sight) },
    { what: "CoreDNS", open: dns(sight) },
    { what: "pods", open: pods(sight) },
    { what: "certificates", open: certificates(sight) },
  ];
}

/** A board without a clock of its own begins in the past or the future: its lease says so. One that is behind looks silent. */
function clocks({ snapshot: { leases }, now }: Sight): string | undefined {
  const ahead = leases.filter(({ renewedAt }) => renewedAt - now > 60_000).map(({ holder }) => holder);
  return ahead.length === 0 ? undefined : `the clock of ${few(ahead, 3)} is ahead`;
}

function etcd({ snapshot }: Sight): string | undefined {
  const { down } = etcdMembers(controlPlaneOf(snapshot.nodes, snapshot.pods));
  return down.length === 0 ? undefined : `its member on ${few(down, 3)} is not ready`;
}

function apiServer(sight: Sight): string | undefined {
  const said = good(sight, ["apiServer"]);
  return sight.snapshot.reach.state === "live" && said?.apiServer.ready ? undefined : "it is not ready";
}

function nodes({ snapshot }: Sight): string | undefined {
  const off = snapshot.nodes.filter((node) => !isReady(node) && !node.unschedulable).map(({ name }) => name);
  return off.length === 0 ? undefined : `${few(off, 4)} not ready`;
}

function network({ snapshot }: Sight): string | undefined {
  const short = cnisOf(snapshot.daemonSets).filter(({ ready, desired }) => ready < desired);
  const said = short.map(({ name, ready, desired }) => `${name} ready on ${ready} of ${desired}`);
  return said.length === 0 ? undefined : few(said, 2);
}

function dns({ snapshot }: Sight): string | undefined {
  const { coreDns } = sortedPods(snapshot.pods);
  return coreDns.length === 0 || coreDns.some(({ ready }) => ready) ? undefined : "no pod of it is ready";
}

function pods({ snapshot }: Sight): string | undefined {
  const stuck = sortedPods(snapshot.pods).suspect.filter((pod) => !healthOf(pod).healthy);
  const names = stuck.map(({ namespace, name }) => `${namespace}/${name}`);
  return names.length === 0 ? undefined : `${few(names, 2)} not ready`;
}

/** Renewed by nobody while everything was off. What has not been read yet is nobody's mistake. */
function certificates(sight: Sight): string | undefined {
  const ended = (good(sight, ["certificates"])?.certificates ?? []).filter(
    ({ validity }) => validity !== undefined && validity.until <= sight.now,
  );
  return ended.length === 0
    ? undefined
    : `${few(
        ended.map(({ of, at }) => `the ${of}'s at ${at}`),
        2,
      )} has ended`;
}
