// Makes the first control plane, and what others need to join it.
import { exec } from "../hosts/exec.ts";
import { LabError } from "../hosts/lab-error.ts";
import { type Discovery, type Host, type InitOptions, initConfig } from "./kubeadm-config.ts";
import { afterEarlierCall, onHost, succeeds, writeHostFile } from "./on-host.ts";

/** Where kubeadm's output goes on the host. */
const log = "/var/log/kubeadm.log";
const config = "/run/lab/kubeadm.yaml";

/** There while kubeadm runs, and after it has failed or was interrupted. */
const unfinished = "/var/lib/lab-kubeadm-unfinished";

/** Waits for what a killed call has begun on the host, and undoes what kubeadm left half done there. */
export async function finishOrUndo(host: string): Promise<void> {
  const script = `${afterEarlierCall}\n[ ! -e ${unfinished} ] || { ${undo}\nrm ${unfinished}; }`;
  await onHost(host, "undoing what kubeadm left half done", script);
}

/** kubeadm leaves the network of pods, which has another range after the next join; a kubelet would make cni0 of the old one before flannel is back. */
export const undo = `kubeadm reset --force >/dev/null 2>&1 || true
rm -rf /etc/cni/net.d/* /var/lib/cni /run/flannel
for link in cni0 flannel.1; do ! ip link show $link >/dev/null 2>&1 || ip link delete $link; done`;

/** Whether the host is, or was meant to become, a node. */
export function hasJoined(host: string): Promise<boolean> {
  return succeeds(host, "[ -e /etc/kubernetes/kubelet.conf ]");
}

export async function initialise(host: Host, options: InitOptions): Promise<void> {
  await runKubeadm(host.name, "init", initConfig(host, options));
}

/** `kubeadm init` or `join` with this configuration. Its output stays on the host in /var/log/kubeadm.log. */
export async function runKubeadm(host: string, verb: "init" | "join", configuration: string): Promise<void> {
  await writeHostFile(host, config, configuration);
  const { code } = await exec(
    host,
    `${afterEarlierCall}
touch ${unfinished}
kubeadm ${verb} --config ${config} >${log} 2>&1 || exit
rm ${unfinished}`,
  );
  await exec(host, `rm -f ${config}`);
  if (code === 0) return;
  const said = await onHost(host, "reading kubeadm's output", `grep -av '\\[0;3' ${log} | tail -15`);
  throw new LabError(
    `${host}: kubeadm ${verb} failed (exit ${code}). The whole output is in ${log} there:\n${said}`,
  );
}

/** A token for an hour and the authority's hash, as `kubeadm token create` prints them. */
export async function createDiscovery(controlPlane: string): Promise<Discovery> {
  const line = await onHost(
    controlPlane,
    "creating a join token",
    "kubeadm token create --ttl 1h --print-join-command",
  );
  const [, endpoint, token, caHash] =
    /kubeadm join (\S+) --token (\S+) --discovery-token-ca-cert-hash (\S+)/.exec(line) ?? [];
  if (!endpoint || !token || !caHash)
    throw new LabError(`${controlPlane}: not a join command: ${line.trim()}`);
  return { endpoint, token, caHash };
}

/** Puts the cluster's keys into a Secret for two hours and answers the key that opens it. */
export async function uploadCertificates(controlPlane: string): Promise<string> {
  const said = await onHost(
    controlPlane,
    "uploading certificates",
    "kubeadm init phase upload-certs --upload-certs --kubeconfig /etc/kubernetes/admin.conf",
  );
  const key = /^[0-9a-f]{64}$/m.exec(said)?.[0];
  if (!key) throw new LabError(`${controlPlane}: no certificate key in: ${said.trim()}`);
  return key;
}
