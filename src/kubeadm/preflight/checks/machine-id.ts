// Copies of one SD card share a machine id, and networks between pods that go by it then do not work.
import { type Check, findings } from "../finding.ts";

const { passed, blocking } = findings("machine id");

export const machineId: Check = ({ host, cluster }) => {
  const twin = cluster.nodes.find((node) => node.name !== host.name && node.machineId === host.machineId);
  if (!twin) return [passed("its own")];
  return [
    blocking(
      `it has the machine id of ${twin.name}: one is a copy of the other's disk`,
      "rm /etc/machine-id /var/lib/dbus/machine-id; systemd-machine-id-setup; reboot.",
    ),
  ];
};
