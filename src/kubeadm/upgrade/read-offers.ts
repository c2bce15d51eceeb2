// What runs and what could be had, for whoever is told unasked: the repositories of one control plane are asked, and no other server.
import { attemptInTime } from "#src/base/outcome.ts";
import type { HostsView } from "#src/hosts/host.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import { isControlPlane } from "../components.ts";
import { type Offers, offersIn } from "./goal.ts";
import { hostOf, readOffered } from "./read-machines.ts";
import { parseVersion } from "./version.ts";

type From = {
  readonly cluster: Pick<ClusterView, "snapshot" | "probes">;
  readonly hosts: Pick<HostsView, "list" | "view">;
  readonly signal: AbortSignal;
};

const patienceMs = 6_000;

/** Nothing newer, where no machine answers in time. */
export async function readOffers({ cluster, hosts, signal }: From): Promise<Offers> {
  const planes = cluster.snapshot().nodes.filter(isControlPlane);
  const { apiServer } = cluster.probes();
  const said = apiServer && "value" in apiServer ? [apiServer.value.version] : [];
  const versions = said.length > 0 ? said : planes.map(({ kubeletVersion }) => kubeletVersion);
  const servers = versions.flatMap((each) => {
    const version = parseVersion(each);
    return version ? [{ node: "", version }] : [];
  });
  const known = await hosts.list();
  const host = planes.map((node) => hostOf(node, known)).find((each) => each?.pin);
  const until = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const offered =
    host && (await attemptInTime(offeredOn(host.name, hosts, until), { signal: until, ms: patienceMs }));
  const machines = offered?.ok ? [{ node: "", host: "", offered: offered.value }] : [];
  return offersIn({ servers, machines });
}

async function offeredOn(name: string, hosts: From["hosts"], signal: AbortSignal) {
  const view = await hosts.view(name);
  return readOffered(view, await view.read("packageSources", signal), signal);
}
