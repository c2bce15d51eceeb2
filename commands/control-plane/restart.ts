// /k8s control-plane restart <component> [--host <host>]
import { z } from "zod";
import { RefusedError, UsageError } from "#src/base/errors.ts";
import { knownHost } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import type { HostView } from "#src/hosts/host.ts";
import { findControlPlanes } from "#src/kubeadm/certificates/control-planes.ts";
import { ownMachine } from "#src/kubeadm/machine-of.ts";
import restartStaticPod from "#src/steps/restart-static-pod.ts";
import seeApiServer from "#src/steps/see-api-server.ts";

const components = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"] as const;

export default defineOperation({
  summary: "Start a static pod of the control plane anew, over SSH",
  role: "operator",
  risk: "change",
  needs: "host",
  args: z.object({
    component: z.enum(components).meta({ description: "One of the four that kubeadm runs as static pods" }),
    host: knownHost.optional().meta({ description: "On which control plane, where there are several" }),
  }),
  positional: ["component", "host"],
  async plan({ component, host: only }, { cluster, hosts, signal }) {
    const name = only ?? (await theOnlyOne(() => findControlPlanes({ cluster, hosts, signal })));
    const host = await ownMachine(name, { cluster, hosts, signal });
    const sandbox = await sandboxOf(host, component, signal);
    const isAsked = component === "kube-apiserver" || component === "etcd";
    return {
      target: name,
      risk: "change",
      title: `Restart ${component} on ${name}`,
      impact: [
        `Its kubelet starts it anew within seconds, without the back-off of one that crashes. Its manifest stays as it is.`,
        isAsked
          ? "The API server does not answer meanwhile, where it is the only one; pods go on running."
          : "",
      ].filter(Boolean),
      warnings: [],
      basis: { sandbox },
      steps: [
        restartStaticPod.with({ host: name, component, reads: [], sandbox }),
        ...(isAsked ? [seeApiServer.with({ cluster: cluster.name })] : []),
      ],
      offers: [
        { label: "Control plane", line: `control-plane show --cluster=${cluster.name}`, how: "thread" },
      ],
    };
  },
});

async function theOnlyOne(find: () => ReturnType<typeof findControlPlanes>): Promise<string> {
  const { names } = await find();
  const [name, ...others] = names;
  if (name !== undefined && others.length === 0) return name;
  throw new UsageError(`There are ${names.length} control planes: ${names.join(", ")}.`, {
    hint: `Say on which: --host=${name}`,
  });
}

/** The newest that it has. @throws RefusedError where nothing could be restarted, or nothing would start it */
async function sandboxOf(host: HostView, component: string, signal: AbortSignal): Promise<string> {
  const { active } = await host.read("service", signal, "kubelet");
  if (active !== "active") {
    throw new RefusedError(
      `The kubelet on ${host.name} is ${active}, so nothing would start ${component} anew.`,
      {
        hint: `control-plane show ${host.name}`,
      },
    );
  }
  const own = (await host.read("staticPodSandboxes", signal))
    .filter((each) => each.component === component)
    .toSorted((one, other) => other.createdAt - one.createdAt)[0];
  if (own) return own.id;
  throw new RefusedError(`${host.name} runs no ${component}.`, { hint: `control-plane show ${host.name}` });
}
