// bash, as far as its /dev/tcp is used: to ask a port of this machine something.
import type { Program } from "../machine.ts";
import type { SimulatedNode } from "../node/kubelet.ts";

export function bash({ staticPods }: SimulatedNode): Program {
  return async ({ argv, out, err }) => {
    const script = argv[2] ?? "";
    if (!script.includes("/dev/tcp/127.0.0.1/2381")) return 0;
    const runs = staticPods
      ?.containers()
      .some(({ component, state }) => component === "etcd" && state === "running");
    if (runs) await out('HTTP/1.0 200 OK\r\n\r\n{"health":"true","reason":""}');
    else await err("bash: connect: Connection refused\n");
    return runs ? 0 : 1;
  };
}
