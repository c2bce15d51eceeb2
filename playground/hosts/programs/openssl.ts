// `openssl s_client`: the certificate that something on this machine shows; and `openssl base64 -d -A -out file`.
import type { Process, Program } from "../machine.ts";
import type { SimulatedNode } from "../node/kubelet.ts";

export function openssl({ machine, staticPods }: SimulatedNode): Program {
  return async (process) => {
    const { argv, out, err } = process;
    if (argv[1] === "base64") return decode(process);
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

/** Bytes, each as one character. */
async function decode({ argv, user, machine, stdin, err }: Process): Promise<number> {
  if (user !== "root") {
    await err(`Can't open "${argv.at(-1)}" for writing, Permission denied\n`);
    return 1;
  }
  const bytes = Buffer.from((await stdin()).toString("utf8"), "base64");
  machine.write(argv.at(-1) ?? "", bytes.toString("latin1"));
  return 0;
}
