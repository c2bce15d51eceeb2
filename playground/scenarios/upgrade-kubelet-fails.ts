// A worker's kubelet has a flag in a drop-in of systemd that the next minor no longer knows: it fails once it is upgraded.
import { dropIn, oldFlag } from "../hosts/node/installed-kubelet.ts";
import type { Scenario } from "./scenario.ts";

export default failingKubelet({
  node: "worker1",
  name: "upgrade-kubelet-fails",
  title: "Upgrade: the new kubelet does not start",
  description:
    "worker1 gives its kubelet a flag that 1.38 no longer knows, where no check looks. Upgrade cp1, then worker1, to 1.38.0.",
});

export function failingKubelet({
  node: on,
  ...about
}: Pick<Scenario, "name" | "title" | "description"> & { readonly node: string }): Scenario {
  return {
    ...about,
    begin: async (_cluster, machines) => {
      const node = await machines?.node(on);
      node?.machine.write(dropIn, `[Service]\nEnvironment="KUBELET_EXTRA_ARGS=${oldFlag}=/etc/hints"\n`);
    },
    end: async (_cluster, machines) => {
      const node = await machines?.node(on);
      node?.machine.files.delete(dropIn);
    },
  };
}
