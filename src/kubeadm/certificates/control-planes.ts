// Which of the machines are control planes, whether or not an API server says so.
import { RefusedError } from "#src/base/errors.ts";
import { attempt } from "#src/base/outcome.ts";
import { few } from "#src/base/text.ts";
import type { HostsView } from "#src/hosts/host.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";

export type ControlPlanes = {
  readonly names: readonly string[];
  /** In words: what may be one as well, and could not be asked. */
  readonly doubts: readonly string[];
};

type Asked = { readonly cluster: ClusterView; readonly hosts: HostsView; readonly signal: AbortSignal };

/** @throws RefusedError when there is none, or one that is known as such does not answer */
export async function findControlPlanes({ cluster, hosts, signal }: Asked): Promise<ControlPlanes> {
  const known = (await hosts.list()).filter(({ pin }) => pin);
  if (known.length === 0) throw noHost(cluster.name);
  const found = await Promise.all(
    known.map(async ({ name, address }) => {
      const host = await hosts.view(name);
      const file = await attempt(host.read("fileStatus", signal, "/etc/kubernetes/pki/apiserver.crt"));
      return { name, address, file };
    }),
  );
  const nodes = cluster.snapshot().nodes;
  const masters = nodes.filter(({ roles }) => roles.includes("control-plane"));
  const silent = found.flatMap(({ file, ...host }) =>
    file.ok ? [] : [{ ...host, why: file.error.message }],
  );
  for (const host of silent)
    if (masters.some((node) => isNamed(host, node))) throw notSeen(host.name, host.why);

  const names = found.filter(({ file }) => file.ok && file.value).map(({ name }) => name);
  if (names.length === 0)
    throw none(
      cluster.name,
      known.map(({ name }) => name),
    );
  const strangers = masters.filter((node) => !known.some((host) => isNamed(host, node)));
  return {
    names,
    doubts: [
      ...strangers.map(
        ({ name }) => `${name} is a control plane that Wheelhouse may not log in to: nothing is done there.`,
      ),
      ...silent
        .filter((host) => !nodes.some((node) => isNamed(host, node)))
        .map(({ name, why }) => `${name} could not be asked whether it is a control plane: ${why}`),
    ],
  };

  function isNamed(
    { name, address }: { readonly name: string; readonly address: string },
    node: (typeof nodes)[number],
  ): boolean {
    return node.name === name || node.addresses.some((each) => each.address === address);
  }
}

/**
 * What is one, and behind those what does not answer and is not known to be something else: who asks one after the other need not wait for the dead.
 * @throws RefusedError when there is no machine that could be asked
 */
export async function mayBeControlPlanes({ cluster, hosts, signal }: Asked): Promise<readonly string[]> {
  const known = (await hosts.list()).filter(({ pin }) => pin);
  if (known.length === 0) throw noHost(cluster.name);
  const workers = cluster
    .snapshot()
    .nodes.filter(({ roles }) => !roles.includes("control-plane"))
    .map(({ name }) => name);
  const asked = await Promise.all(
    known.map(async ({ name }) => {
      const host = await hosts.view(name);
      const file = await attempt(host.read("fileStatus", signal, "/etc/kubernetes/pki/apiserver.crt"));
      if (file.ok) return file.value === undefined ? "no" : "yes";
      return workers.includes(name) ? "no" : "maybe";
    }),
  );
  const those = (answer: string) => known.filter((_host, at) => asked[at] === answer);
  return [...those("yes"), ...those("maybe")].map(({ name }) => name);
}

function noHost(cluster: string): RefusedError {
  return new RefusedError(
    `This is done on the machines themselves, over SSH, and there is none of ${cluster} that Wheelhouse may log in to.`,
    {
      hint: `clusters.${cluster}.ssh and .hosts in wheelhouse.yaml name them, and host add approves the key of each.`,
      offers: ["host list"],
    },
  );
}

function notSeen(host: string, why: string): RefusedError {
  return new RefusedError(`${host} is a control plane and could not be asked: ${why}`, {
    hint: "Name another one to begin with that.",
    offers: [`host show ${host}`],
  });
}

function none(cluster: string, asked: readonly string[]): RefusedError {
  return new RefusedError(
    `None of the machines of ${cluster} that could be asked is a control plane of kubeadm's: ${few(asked, 5)}.`,
    {
      offers: ["host list"],
    },
  );
}
