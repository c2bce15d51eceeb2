// A year has passed, and nobody has renewed anything: etcd and the API server do not even start.
import { DAY_MS } from "../cluster/seed/build.ts";
import type { SimulatedMachines } from "../hosts/machines.ts";
import type { Scenario } from "./scenario.ts";

export default {
  name: "certificates-expired",
  title: "All certificates expired",
  description:
    "Every certificate of kubeadm ended eight days ago: the API server is dead, and only SSH helps.",
  begin: (_cluster, machines) => sign(machines, -373, -8),
  end: (_cluster, machines) => sign(machines, -1, 364),
} satisfies Scenario;

async function sign(
  machines: SimulatedMachines | undefined,
  fromDays: number,
  toDays: number,
): Promise<void> {
  const node = await machines?.node("cp1");
  if (!node?.pki) return;
  const day = (days: number) => new Date(Date.now() + days * DAY_MS);
  await node.pki.renew(node.machine, { notBefore: day(fromDays), notAfter: day(toDays) });
  await node.staticPods?.restart();
}
