// Who is asked first where a cluster's machines may be control planes.
import { expect, test } from "vitest";
import { UnreachableError } from "#src/base/errors.ts";
import type { HostsView } from "#src/hosts/host.ts";
import { mayBeControlPlanes } from "#src/kubeadm/certificates/control-planes.ts";
import { givenCluster, givenNode } from "../../given.ts";

const signal = new AbortController().signal;

test("one that is silent is asked last, and a worker not at all", async () => {
  const plane = { roles: ["control-plane"] };
  const nodes = [
    givenNode({ name: "cp1", ...plane }),
    givenNode({ name: "cp2", ...plane }),
    givenNode({ name: "pi-1" }),
  ];
  const hosts = givenHosts({ cp1: "silent", cp2: "plane", "pi-1": "silent", stranger: "worker" });
  expect(await mayBeControlPlanes({ cluster: givenCluster({ nodes }), hosts, signal })).toEqual([
    "cp2",
    "cp1",
  ]);
});

function givenHosts(machines: Readonly<Record<string, "silent" | "plane" | "worker">>): HostsView {
  const read = (name: string) => async () => {
    if (machines[name] === "silent") throw new UnreachableError(`${name} does not answer`);
    return machines[name] === "plane" ? { size: 1 } : undefined;
  };
  return {
    list: async () => Object.keys(machines).map((name) => ({ name, pin: {} })),
    view: async (name: string) => ({ name, read: read(name) }),
  } as unknown as HostsView;
}
