import { expect, test } from "vitest";
import { UnreachableError } from "#src/base/errors.ts";
import type { HostsView, HostView, KnownHost } from "#src/hosts/host.ts";
import { readMachines } from "#src/kubeadm/upgrade/read-machines.ts";
import { givenNode } from "../../given.ts";

const node = givenNode({ name: "w1" });
const gib = 1024 ** 3;

test("the room that counts is that of the disks an upgrade writes to, and logs often have a small one of their own", async () => {
  const disks = [
    { mount: "/", availableBytes: 9 * gib },
    { mount: "/boot", availableBytes: gib / 10 },
    { mount: "/var/log", availableBytes: gib },
    { mount: "/var/lib/containerd", availableBytes: 5 * gib },
  ];
  const answers: Record<string, unknown> = { machineId: node.machineId, kubeadmVersion: "1.36.3", disks };
  const [read] = await readMachines([node], machine(answers), {
    now: () => 0,
    signal: AbortSignal.timeout(5_000),
  });
  expect(read?.freeBytes).toBe(5 * gib);
});

/** Only what is read of it matters. */
function machine(answers: Record<string, unknown>): HostsView {
  const read = async (reading: string) => {
    if (reading in answers) return answers[reading];
    throw new UnreachableError(`${reading} was not read.`);
  };
  const known = { name: "w1", address: "10.0.0.11", pin: {} } as unknown as KnownHost;
  const view = { name: "w1", read } as unknown as HostView;
  return { list: async () => [known], view: async () => view } as unknown as HostsView;
}
