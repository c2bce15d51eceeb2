// Stops and starts static pods the way people do it: by moving the manifest away and back.
import { onHost } from "./on-host.ts";

const components = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"] as const;
export type Component = (typeof components)[number];

export const stopApiServer = (host: string): Promise<void> => stopComponents(host, ["kube-apiserver"]);
export const startApiServer = (host: string): Promise<void> => startComponents(host, ["kube-apiserver"]);

/**
 * New certificates count only for programs that start after them. The kubelet starts anew too: it alone remembers that an
 * API server crashed for a while, and would let it wait for up to five minutes. Moving the manifests away and back is no
 * way here: a kubelet that started while the API server was down leaves such pods running.
 */
export async function restartControlPlane(host: string): Promise<void> {
  const stops = components.map(
    (name) => `${containers} --label io.kubernetes.container.name=${name} | xargs -r crictl stop >/dev/null`,
  );
  const script = ["systemctl stop kubelet", ...stops, putBack(components), "systemctl start kubelet"];
  await onHost(host, "restarting the control plane", script.join("\n"));
}

/** Returns when no container of them runs (2 min at most). Already stopped is fine. */
export async function stopComponents(host: string, names: readonly Component[]): Promise<void> {
  await onHost(
    host,
    `stopping ${names.join(", ")}`,
    `${assertThere(names)}
mkdir -p ${parked}
for name in ${names.join(" ")}; do
  [ ! -e ${manifests}/$name.yaml ] || mv ${manifests}/$name.yaml ${parked}/
done
for name in ${names.join(" ")}; do
  ${until(`[ -z "$(${containers} --label io.kubernetes.container.name=$name)" ]`)}
done`,
  );
}

/** Returns when each has a running container (2 min at most), which is a little before it answers. */
export async function startComponents(host: string, names: readonly Component[]): Promise<void> {
  await onHost(
    host,
    `starting ${names.join(", ")}`,
    `${assertThere(names)}
${putBack(names)}
for name in ${names.join(" ")}; do
  ${until(`[ -n "$(${containers} --state running --label io.kubernetes.container.name=$name)" ]`)}
done`,
  );
}

/** On a worker, or before there is a cluster, nothing would run and so seem stopped. */
function assertThere(names: readonly Component[]): string {
  return `for name in ${names.join(" ")}; do
  [ -e ${manifests}/$name.yaml ] || [ -e ${parked}/$name.yaml ] || { echo "there is no static pod $name here" >&2; exit 1; }
done`;
}

function putBack(names: readonly Component[]): string {
  return `for name in ${names.join(" ")}; do
  [ ! -e ${parked}/$name.yaml ] || mv ${parked}/$name.yaml ${manifests}/
done`;
}

const manifests = "/etc/kubernetes/manifests";
const parked = "/etc/kubernetes/parked-manifests";
const containers = "crictl ps --quiet";

/** The kubelet looks at the folder every 20 seconds, and an API server has 30 to end. */
function until(condition: string): string {
  return `tries=0; until ${condition}; do tries=$((tries + 1)); [ $tries -lt 400 ] || exit 1; sleep 0.3; done`;
}
