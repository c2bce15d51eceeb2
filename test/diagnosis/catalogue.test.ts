// The catalogue of failure signatures: each file is whole, matches its sample, and no other more specific one claims it.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadSignatures, ownFolder } from "#src/diagnosis/load-signatures.ts";
import { match } from "#src/diagnosis/match.ts";

const signatures = loadSignatures();

test("the catalogue is whole", () => {
  expect(signatures.length).toBeGreaterThan(130);
  expect(new Set(signatures.map(({ id }) => id)).size).toBe(signatures.length);
});

test("what it says is for whoever reads the card: no notes for whoever wrote it", () => {
  const notes =
    /\b[A-Z]-[A-Z]{2,}|→|\bgroup ?\d|\b(above|below)\b|[Ss]ame as\b|\bdisk\.report\b|\bcsr\.approve\b/;
  const said = signatures.flatMap(({ id, cause, fix }) => [cause, fix].map((text) => `${id}: ${text}`));
  expect(said.filter((text) => notes.test(text))).toEqual([]);
});

test.for(signatures.map((each) => [each.id, each] as const))(
  "%s is found in its own sample",
  ([id, signature]) => {
    const [source = "log"] = signature.where;
    const found = match(signatures, [
      { source, of: "somewhere", text: `before\n${signature.sample}\nafter` },
    ]);
    const ids = found.map((each) => each.signature.id);
    // A general one steps back where its sample is also a special case.
    if (!signature.generic) expect(ids).toContain(id);
    expect(ids.length).toBeGreaterThan(0);
  },
);

const recorded = [
  ["kubeadm", "kubeadm/v1.37.2/join-failure-refused.txt.stderr", "join/disc-refused"],
  ["kubeadm", "kubeadm/v1.37.2/join-failure-no-host.txt.stderr", "join/disc-timeout"],
  ["kubeadm", "kubeadm/v1.37.2/join-failure-token.txt.stderr", "join/token-jws"],
  ["kubeadm", "kubeadm/v1.37.2/join-failure-hash.txt.stderr", "join/ca-hash"],
  ["kubeadm", "kubeadm/v1.37.2/join-failure-already-joined.txt.stderr", "join/files-exist"],
  ["kubeadm", "kubeadm/v1.37.2/join-failure-cgroup-v1.txt.stderr", "join/cgroup-v1"],
  ["client", "kubeadm/v1.37.2/token-create-api-down.txt.stderr", "kubelet/api-refused"],
  ["kube-proxy", "kubeadm/v1.37.2/kube-proxy-log-ipvs.txt", "kube-proxy/ipvs-modules"],
  ["kubeadm", "pi/v1.37.2/clock-1970.kubeadm-join.txt", "kubelet/x509-notyet"],
  ["kubeadm", "pi/v1.37.2/no-memory-cgroup.txt", "join/cgroup-mem"],
  ["kubelet", "pi/v1.37.2/no-memory-cgroup.kubelet.txt", "kubelet/memory-controller"],
  ["kubeadm", "pi/v1.37.2/swap.kubeadm-preflight.txt", "join/swap-warn"],
  ["kubelet", "pi/v1.37.2/swap.kubelet.txt", "kubelet/swap"],
  ["event", "pi/v1.37.2/no-match-for-platform.amd64.describe.txt", "image/no-platform"],
  ["event", "pi/v1.37.2/pod-without-network.describe.txt", "network/flannel-subnetenv"],
] as const;

test.for(recorded)("what %s said in %s is %s", ([source, file, id]) => {
  const text = readFileSync(join(import.meta.dirname, "../fixtures", file), "utf8");
  const found = match(signatures, [{ source, of: file, text }]);
  expect(found.map(({ signature }) => signature.id)).toContain(id);
});

const etcdDir = "/etc/kubernetes/tmp/kubeadm-backup-etcd-2026-11-29-03-48-14";
const couldNot =
  "couldn't upgrade control plane. kubeadm has tried to recover everything into the earlier state. Errors faced: timed out";

test.for([
  [
    `fatal error when trying to upgrade the etcd cluster, rolled the state back to pre-upgrade state: ${couldNot}`,
    "etcd/rolled-back",
  ],
  [
    "fatal error upgrading local etcd cluster, rolled the state back to pre-upgrade state: timeout waiting for etcd cluster to be available",
    "etcd/rolled-back",
  ],
  [
    `fatal error rolling back local etcd cluster manifest, the backup of etcd database is stored here:(${etcdDir}): timeout`,
    "etcd/not-rolled-back",
  ],
  [
    `fatal error rolling back local etcd cluster datadir: EOF, the backup of etcd database is stored here:(${etcdDir})`,
    "etcd/not-rolled-back",
  ],
] as const)("what kubeadm says of an upgrade of etcd, “%s”, is %s first of all", ([said, id]) => {
  const text = `error: error execution phase control-plane: failed to perform: ${said}`;
  const [first] = match(signatures, [{ source: "kubeadm", of: "kubeadm", text }]);
  expect(first?.signature.id).toBe(id);
});

test("what is well matches nothing", () => {
  const text = [
    'I1129 10:00:00.000000       1 server_linux.go:66] "Using iptables proxy"',
    "[INFO] plugin/reload: Running configuration SHA512 = 1b226df79860026c6a52e67daa10d7f0d57ec5b023288ec00c5e05f93523c894",
    "Started kubelet.service - kubelet: The Kubernetes Node Agent.",
    "Pulling image registry.k8s.io/coredns/coredns:v1.14.6",
  ].join("\n");
  for (const source of ["log", "kubelet", "kube-proxy", "coredns", "event"] as const)
    expect(match(signatures, [{ source, of: "a log", text }])).toEqual([]);
});

test("a general signature is named only where nothing more specific is", () => {
  const text =
    'couldn\'t validate the identity of the API Server: Get "https://10.0.0.1:6443/api/v1/namespaces/kube-public/configmaps/cluster-info?timeout=10s": dial tcp 10.0.0.1:6443: connect: connection refused';
  const found = match(signatures, [{ source: "kubeadm", of: "kubeadm join", text }]);
  expect(found.map(({ signature }) => signature.id)).toEqual(["join/disc-refused"]);
});

test("a full disk comes before what it breaks, and each line is counted", () => {
  const text = [
    "etcdserver: mvcc: database space exceeded",
    "write /var/lib/containerd/x: no space left on device",
    "write /var/lib/containerd/y: no space left on device",
  ].join("\n");
  const [first] = match(signatures, [{ source: "log", of: "etcd on cp1", text }]);
  expect(first).toMatchObject({ of: "etcd on cp1" });
  expect(first?.signature.id).toMatch(/nospace|enospc/);
});

test("a folder of one's own is checked whole: each mistake with its file and line", () => {
  const folder = mkdtempSync(join(tmpdir(), "signatures-"));
  mkdirSync(join(folder, "mine"));
  const rest = "sample: 'aaaa'\nsource: me\ncause: c\nfix: f\n";
  writeFileSync(join(folder, "mine/slow.yaml"), `where: [log]\npattern: '^(a+)+$'\n${rest}`);
  writeFileSync(join(folder, "mine/broken.yaml"), `where: [log]\npattern: '(aaa'\n${rest}`);
  writeFileSync(join(folder, "mine/other.yaml"), `where: [moon]\npattern: 'bbbb'\n${rest}extra: 1\n`);
  writeFileSync(join(folder, "mine/wrong.yaml"), `where: [log]\npattern: 'bbbb'\n${rest}`);
  expect(() => loadSignatures([ownFolder, folder])).toThrow(
    /broken\.yaml:2: pattern: is no regular expression[\s\S]*other\.yaml:1: where[\s\S]*slow\.yaml:2: pattern: repeats what repeats[\s\S]*wrong\.yaml:3: sample: is not matched/,
  );
});

test("what terminals colour is matched as text, and an endless line is cut", () => {
  const text = `\u001b[31mexec format error\u001b[0m\n${"x".repeat(1_000_000)}exec format error`;
  const [found] = match(signatures, [{ source: "log", of: "a log", text }]);
  expect(found).toMatchObject({ times: 1, line: "exec format error" });
});
