// node test/lab/cluster/record.ts: records what kubeadm and its companions say on a real cluster, for the parsers' tests.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { exec, up } from "../hosts/index.ts";
import type { Outcome } from "../run.ts";
import { fetchAdminKubeconfig } from "./access.ts";
import { expireCertificates, renewCertificates } from "./certificates.ts";
import { cluster } from "./cluster.ts";
import { kubectl } from "./kubectl.ts";
import { writeHostFile } from "./on-host.ts";
import { waitUntilReady } from "./ready.ts";
import { certificateKeysReplaced, tokensReplaced } from "./redact.ts";
import { applyWorkloads } from "./workloads.ts";

const [cp, worker, joiner] = ["cp1", "worker1", "worker2"] as const;
const hosts = [cp, worker, joiner];
const asAdmin = "KUBECONFIG=/etc/kubernetes/admin.conf";

type Recording = { readonly file: string; readonly host: string; readonly command: string } & Outcome;
const recordings: Recording[] = [];

await up(hosts);
const { version } = await cluster({ hosts });
await applyWorkloads();

// Written after each part, so that a failure loses only what comes after it.
for (const part of [
  recordQueries,
  recordProxy,
  recordServingRequest,
  recordDrain,
  recordJoins,
  recordExpiry,
]) {
  await part();
  write();
}
await cluster({ hosts });

async function recordQueries(): Promise<void> {
  await exec(cp, "kubeadm token create abcdef.0123456789abcdef --ttl 0 --description 'for ever'");
  await record(
    "token-create-print-join-command.txt",
    cp,
    "kubeadm token create --ttl 1h --print-join-command",
  );
  await both("token-list", cp, "kubeadm token list");
  await record("upload-certs.txt", cp, "kubeadm init phase upload-certs --upload-certs");
  await record("token-list-with-upload-certs.txt", cp, "kubeadm token list");
  await both("certs-check-expiration", cp, "kubeadm certs check-expiration");
  await both("config-images-list", cp, `kubeadm config images list --kubernetes-version ${version}`);
  await both("upgrade-plan", cp, `kubeadm upgrade plan ${version}`);
  await record("version.json", cp, "kubeadm version -o json");
  for (const host of [cp, worker]) {
    await record(`crictl-ps-${host}.txt`, host, "crictl ps -a");
    await record(`crictl-ps-${host}.json`, host, "crictl ps -a -o json");
    await record(`crictl-pods-${host}.json`, host, "crictl pods -o json");
    await record(`journal-kubelet-${host}.txt`, host, "journalctl -u kubelet -o short-iso --no-pager -n 200");
  }
  await record("crictl-info.json", worker, "crictl info");
  await record("crictl-images.json", worker, "crictl images -o json");
  await recordEtcd();
  await record("get-nodes-o-wide.txt", cp, `${asAdmin} kubectl get nodes -o wide`);
  await exec(cp, "kubeadm token delete abcdef");
}

/** What kube-proxy says at its start, in the modes that work here and in one that this kernel lacks. */
async function recordProxy(): Promise<void> {
  for (const [file, object] of [
    ["cluster-info.json", "kube-public get configmap cluster-info"],
    ["kube-root-ca.json", "kube-public get configmap kube-root-ca.crt"],
    ["kube-proxy-configmap.json", "kube-system get configmap kube-proxy"],
    ["kube-proxy-daemonset.json", "kube-system get daemonset kube-proxy"],
  ] as const) {
    await record(file, cp, `${asAdmin} kubectl -n ${object} -o json`);
  }
  for (const [mode, sign] of [
    ["nftables", "Starting service config controller"],
    ["ipvs", "command failed"],
    ["iptables", "Starting service config controller"],
  ]) {
    const get = `${asAdmin} kubectl -n kube-system get configmap kube-proxy -o yaml`;
    await exec(cp, `${get} | sed 's/^    mode: .*/    mode: ${mode}/' | ${asAdmin} kubectl apply -f -`);
    const pods = `-n kube-system -l k8s-app=kube-proxy --field-selector spec.nodeName=${worker}`;
    await exec(cp, `${asAdmin} kubectl delete pod ${pods}`);
    const log = 'crictl logs "$(crictl ps -a -q --name kube-proxy | head -1)" 2>&1';
    await exec(
      worker,
      `n=0; until ${log} | grep -q "${sign}" || [ $n -gt 90 ]; do n=$((n + 1)); sleep 1; done`,
    );
    await record(`kube-proxy-log-${mode}.txt`, worker, log);
  }
}

/** What a kubelet asks for that is told to have its serving certificate signed by the cluster. */
async function recordServingRequest(): Promise<void> {
  const config = "/var/lib/kubelet/config.yaml";
  await exec(worker, `echo 'serverTLSBootstrap: true' >>${config}; systemctl restart kubelet`);
  const list = `${asAdmin} kubectl get csr --field-selector spec.signerName=kubernetes.io/kubelet-serving`;
  await exec(cp, `n=0; until ${list} -o name | grep -q csr || [ $n -gt 90 ]; do n=$((n + 1)); sleep 1; done`);
  await record("csr-kubelet-serving.json", cp, `${list} -o json`);
  await exec(worker, `sed -i '/^serverTLSBootstrap: true$/d' ${config}; systemctl restart kubelet`);
}

/** The image has no shell: every program is run by its path. */
async function recordEtcd(): Promise<void> {
  const pki = "/etc/kubernetes/pki/etcd";
  const tls = `--cacert=${pki}/ca.crt --cert=${pki}/server.crt --key=${pki}/server.key`;
  const etcdctl = `crictl exec "$(crictl ps -q --name etcd)" etcdctl ${tls}`;
  await record("etcd-member-list.json", cp, `${etcdctl} member list -w json`);
  await record("etcd-endpoint-status.json", cp, `${etcdctl} endpoint status -w json`);
  await record("etcd-snapshot-save.txt", cp, `${etcdctl} snapshot save /var/lib/etcd/snapshot.db`);
  const status = "etcdutl snapshot status /var/lib/etcd/snapshot.db -w json";
  await record("etcd-snapshot-status.json", cp, `crictl exec "$(crictl ps -q --name etcd)" ${status}`);
  await exec(cp, "rm -f /var/lib/etcd/snapshot.db");
}

async function recordDrain(): Promise<void> {
  const drain = `${asAdmin} kubectl drain ${worker}`;
  await record("drain-refused.txt", cp, drain);
  await record("drain.txt", cp, `${drain} --ignore-daemonsets --delete-emptydir-data --force --timeout=120s`);
  await kubectl(["uncordon", worker]);
}

async function recordJoins(): Promise<void> {
  const { stdout } = await exec(cp, "kubeadm token create --ttl 1h --print-join-command");
  const [, endpoint = "", token = "", hash = ""] =
    /join (\S+) --token (\S+) --discovery-token-ca-cert-hash (\S+)/.exec(stdout) ?? [];
  const good = { endpoint, token, hash };

  await recordJoin("join-failure-already-joined.txt", good);
  await kubectl([
    "drain",
    joiner,
    "--ignore-daemonsets",
    "--delete-emptydir-data",
    "--force",
    "--timeout=120s",
  ]);
  await record("reset.txt", joiner, "kubeadm reset -f");
  await kubectl(["delete", "node", joiner]);
  await recordJoin("join-failure-cgroup-v1.txt", { ...good, ignore: [] });
  await recordJoin("join-failure-token.txt", { ...good, token: "aaaaaa.0000000000000000" });
  await recordJoin("join-failure-hash.txt", { ...good, hash: `sha256:${"0".repeat(64)}` });
  await recordJoin("join-failure-refused.txt", { ...good, endpoint: endpoint.replace("6443", "6444") });
  await recordJoin("join-failure-no-host.txt", { ...good, endpoint: "10.77.0.99:6443" });
  await recordJoin("join-success.txt", good);
}

async function recordExpiry(): Promise<void> {
  await expireCertificates(cp, new Date("2026-01-01T00:00:00Z"));
  await both("certs-check-expiration-expired", cp, "kubeadm certs check-expiration");
  await record("token-create-api-down.txt", cp, "kubeadm token create --print-join-command");
  await record("certs-renew-all.txt", cp, "kubeadm certs renew all");
  await renewCertificates(cp);
  await fetchAdminKubeconfig(cp);
  await exec(cp, `timeout 240 sh -c 'until ${asAdmin} kubectl get --raw /readyz; do sleep 1; done'`);
  await waitUntilReady();
}

type Join = {
  readonly endpoint: string;
  readonly token: string;
  readonly hash: string;
  readonly ignore?: readonly string[];
};

/** With a configuration, which alone can shorten the five minutes that kubeadm looks for the cluster. */
async function recordJoin(file: string, { endpoint, token, hash, ignore = ["SystemVerification"] }: Join) {
  const configuration = {
    apiVersion: "kubeadm.k8s.io/v1beta4",
    kind: "JoinConfiguration",
    discovery: { bootstrapToken: { apiServerEndpoint: endpoint, token, caCertHashes: [hash] } },
    nodeRegistration: { name: joiner, ignorePreflightErrors: ignore },
    timeouts: { discovery: "15s" },
  };
  await writeHostFile(joiner, "/run/lab/join.yaml", stringify(configuration));
  await record(file, joiner, "kubeadm join --config /run/lab/join.yaml");
}

async function both(name: string, host: string, command: string): Promise<void> {
  await record(`${name}.txt`, host, command);
  await record(`${name}.json`, host, `${command} -o json`);
}

async function record(file: string, host: string, command: string): Promise<void> {
  const outcome = await exec(host, command);
  recordings.push({ file, host, command, ...outcome });
  console.log(`${outcome.code}  ${file}`);
}

function write(): void {
  const folder = join(import.meta.dirname, "../../fixtures/kubeadm", version);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const safe = tokensReplaced(recordings.flatMap(({ command, stdout, stderr }) => [command, stdout, stderr]));
  const clean = (text: string): string => certificateKeysReplaced(safe(text));
  for (const { file, stdout, stderr } of recordings) {
    writeFileSync(join(folder, file), clean(stdout));
    if (stderr !== "") writeFileSync(join(folder, `${file}.stderr`), clean(stderr));
  }
  const rows = recordings.map(
    ({ file, host, command, code, stderr }) =>
      `| \`${file}\`${stderr === "" ? "" : ", `.stderr`"} | ${host} | \`${clean(command).replaceAll("|", "\\|")}\` | ${code} |`,
  );
  writeFileSync(join(folder, "README.md"), [readmeStart(), ...rows, ""].join("\n"));
}

function readmeStart(): string {
  return `# What kubeadm ${version} and its companions say

Recorded by \`node test/lab/cluster/record.ts\` on a real cluster of the lab: one control plane, two workers, Debian 12, containerd,
control groups of version 1 (hence the failing SystemVerification). \`X\` is standard output, \`X.stderr\` standard error, byte for byte but
for one thing: join tokens are replaced by made-up ones, and so is the certificate key. The cluster was torn down long ago. Times are UTC.

| file | host | command | exit code |
|---|---|---|---|`;
}
