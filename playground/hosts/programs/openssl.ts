// `openssl s_client`: the certificate that something on this machine shows.
import type { Program } from "../machine.ts";
import type { SimulatedNode } from "../node/kubelet.ts";

export function openssl({ machine, staticPods }: SimulatedNode): Program {
  return async ({ argv, out, err }) => {
    const port = Number((argv[argv.indexOf("-connect") + 1] ?? "").split(":").at(-1));
    const shown = port === 10250 ? servedByKubelet() : servedBy(port);
    if (shown !== undefined) {
      await out(`CONNECTED(00000003)\n---\nServer certificate\n${shown}\n---\n`);
      return 0;
    }
    await err("connect:errno=111\n");
    return 1;
  };

  function servedByKubelet(): string | undefined {
    const isUp = machine.services.get("kubelet")?.active === "active";
    return isUp ? machine.files.get("/var/lib/kubelet/pki/kubelet.crt")?.content : undefined;
  }

  function servedBy(port: number): string | undefined {
    const component = { 6443: "kube-apiserver", 2379: "etcd" }[port];
    const found = staticPods
      ?.containers()
      .find((each) => each.component === component && each.state === "running");
    return found?.serves;
  }
}
