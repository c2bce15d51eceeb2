// Lets a kubelet that was given a certificate use the ones that it gets by itself: else it would end with that one, a year on.
import { z } from "zod";
import { StepError } from "#src/base/errors.ts";
import { oneLine, shorten } from "#src/base/text.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { defineStep } from "#src/operation/step.ts";

const argvs = [
  [
    "kubeadm",
    "init",
    "phase",
    "kubelet-finalize",
    "enable-client-cert-rotation",
    "--cert-dir=/etc/kubernetes/pki",
  ],
  ["systemctl", "restart", "--", "kubelet.service"],
].map(asRoot);

export default defineStep({
  name: "point-kubelet-at-rotation",
  input: z.object({ host: z.string() }),
  // It asks once the API server is back, and the controller manager signs.
  timeoutMs: 240_000,
  title: ({ host }) => `Let the kubelet of ${host} renew its client certificate by itself again`,
  calls: ({ host }) => argvs.map((argv) => callOfRun(host, { argv })),
  repeats: true,
  done: async ({ host: name }, { hosts, now, signal }) => {
    const host = await hosts.host(name);
    const files = await host.read("certificateFiles", signal);
    const at = (path: string) => files.find((file) => file.path === path)?.certificate;
    const own = at("/var/lib/kubelet/pki/kubelet-client-current.pem");
    if (!own || own.until <= now())
      return { goal: "open", evidence: `The kubelet of ${name} has got no certificate of its own yet.` };
    if (at("/etc/kubernetes/kubelet.conf"))
      return { goal: "open", evidence: `kubelet.conf of ${name} holds a certificate of its own.` };
    const { active } = await host.read("service", signal, "kubelet");
    return active === "active"
      ? { goal: "holds", evidence: `The kubelet of ${name} renews its client certificate by itself.` }
      : { goal: "open", evidence: `The kubelet of ${name} is ${active}.` };
  },
  run: async ({ host: name }, { hosts, now, signal }) => {
    const host = await hosts.host(name);
    const files = await host.read("certificateFiles", signal);
    const own = files.find(({ path }) => path.endsWith("/kubelet-client-current.pem"))?.certificate;
    // Pointed at before, it would have none at all.
    if (!own || own.until <= now()) return;
    for (const argv of argvs) {
      const said = await host.run({ argv }, signal);
      if (said.code === 0) continue;
      throw new StepError(
        `${argv[3]} on ${name} ended with code ${said.code}: ${shorten(oneLine(said.stderr), 300)}`,
      );
    }
  },
});
