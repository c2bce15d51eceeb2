// Stops and starts static pods the way people do it: by moving the manifest away and back.
import { onHost } from "./on-host.ts";

const components = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"] as const;
export type Component = (typeof components)[number];

const manifests = "/etc/kubernetes/manifests";
const parked = "/etc/kubernetes/parked-manifests";

export const stopApiServer = (host: string): Promise<void> => stopComponent(host, "kube-apiserver");
export const startApiServer = (host: string): Promise<void> => startComponent(host, "kube-apiserver");

/** Returns when no container of it runs (60 s at most). Already stopped is fine. */
export async function stopComponent(host: string, component: Component): Promise<void> {
  await onHost(
    host,
    `stopping ${component}`,
    `mkdir -p ${parked}
[ ! -e ${manifests}/${component}.yaml ] || mv ${manifests}/${component}.yaml ${parked}/
${until(`[ -z "$(crictl ps --quiet --label io.kubernetes.container.name=${component})" ]`)}`,
  );
}

/** Returns when its container runs (60 s at most), which is a little before it answers. Already running is fine. */
export async function startComponent(host: string, component: Component): Promise<void> {
  await onHost(
    host,
    `starting ${component}`,
    `[ ! -e ${parked}/${component}.yaml ] || mv ${parked}/${component}.yaml ${manifests}/
${until(`[ -n "$(crictl ps --quiet --state running --label io.kubernetes.container.name=${component})" ]`)}`,
  );
}

/** New certificates count only for programs that start after them. */
export async function restartControlPlane(host: string): Promise<void> {
  const running = components.map((component) => `--label io.kubernetes.container.name=${component}`);
  await onHost(
    host,
    "restarting the control plane",
    running.map((label) => `crictl ps --quiet ${label} | xargs -r crictl stop >/dev/null`).join("\n"),
  );
}

/** The kubelet looks at the folder every 20 seconds, and a container has 30 to end. */
function until(condition: string): string {
  return `for _ in $(seq 300); do if ${condition}; then exit 0; fi; sleep 0.2; done; exit 1`;
}
