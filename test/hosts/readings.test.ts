// Readings on what real hosts have said.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type OutputOf, type ReadingName, readingOf } from "#src/hosts/readings/index.ts";
import type { Said } from "#src/hosts/said.ts";

const fixtures = join(import.meta.dirname, "../fixtures");

test.each([
  [
    "osRelease",
    {
      id: "debian",
      families: ["debian"],
      version: "12",
      codename: "bookworm",
      isImage: false,
      name: "Debian GNU/Linux 12 (bookworm)",
    },
  ],
  ["kernel", { release: "6.18.44-fc-v669", machine: "x86_64" }],
  ["memory", { totalBytes: 24_684_084 * 1024, availableBytes: 20_761_672 * 1024, swapBytes: 0 }],
  ["swaps", []],
  ["machineId", "54c61d17a2c643b3a72a1cd2c76fc7b1"],
  ["cgroupVersion", 1],
  ["timeSync", { isSynchronized: false, isEnabled: false, zone: "Etc/UTC" }],
  ["listeningPorts", [22, 35_877]],
  ["resolvedAddresses", ["127.0.0.1"]],
  ["fileStatus", { mode: "640", owner: "root", sizeBytes: 574, modifiedAt: 1795923884000 }],
  [
    "service",
    {
      isThere: true,
      active: "active",
      sub: "running",
      result: "success",
      enabled: "enabled",
      restarts: 0,
      activeSince: undefined,
    },
  ],
  ["unit", { state: "ended", invocation: "02baae398e944816ba0e2ded51439de2", code: 3, result: "exit-code" }],
  ["unitOutput", "one\n"],
  ["containerdVersion", "1.6.20~ds1"],
  [
    "containerdConfig",
    {
      hasSystemdCgroup: false,
      isCriDisabled: false,
      pauseImage: "k8s.gcr.io/pause:3.2",
      cniBinFolders: ["/usr/lib/cni"],
    },
  ],
] as const)("%s of a bare Debian 12", (name, expected) => {
  expect(parse(name, { stdout: recorded(`hosts/debian-12/${name}.txt`) })).toEqual(expected);
});

test("sysctls, file systems and leftovers of a bare Debian 12", () => {
  expect([...parse("sysctls", { stdout: recorded("hosts/debian-12/sysctls.txt") })]).toEqual([
    ["net.ipv4.ip_forward", "0"],
    ["net.bridge.bridge-nf-call-iptables", "1"],
    ["net.bridge.bridge-nf-call-ip6tables", "1"],
  ]);
  const fileSystems = parse("fileSystems", { stdout: recorded("hosts/debian-12/fileSystems.txt") });
  expect(fileSystems).toEqual(expect.arrayContaining(["overlay", "ext4"]));
  expect(parse("leftovers", { stdout: recorded("hosts/debian-12/leftovers.txt"), code: 2 })).toEqual([
    "/etc/cni/net.d",
  ]);
});

test("the registries that containerd's hosts.toml name, and a proxy that it goes through", () => {
  const folder = "/etc/containerd/certs.d/registry.k8s.io/hosts.toml";
  const stdout = `${folder}:server = "https://registry.k8s.io/"\n${folder}:[host."http://10.77.0.1:5000"]\n/etc/containerd/certs.d/_default/hosts.toml:  [host.'https://harbor.lan/v2/k8s']\n`;
  expect(parse("registryHosts", { stdout })).toEqual([
    { registry: "registry.k8s.io", url: "https://registry.k8s.io", isMirror: false },
    { registry: "registry.k8s.io", url: "http://10.77.0.1:5000", isMirror: true },
    { registry: "_default", url: "https://harbor.lan/v2/k8s", isMirror: true },
  ]);
  expect(parse("registryHosts", { stdout: "", code: 2 })).toEqual([]);
  const of = (value: string) => parse("runtimeProxy", { stdout: `Environment=${value}\n` });
  expect([of("HTTPS_PROXY=http://u:p@proxy.lan:3128 NO_PROXY=.lan"), of("http_proxy=x"), of("")]).toEqual([
    true,
    true,
    false,
  ]);
});

test("a registry's statuses stand in the order in which it was asked; without curl there are none", () => {
  expect(parse("manifestStatus", { stdout: "200\n404\n" })).toEqual([200, 404]);
  expect(parse("manifestStatus", { stdout: "000\n", code: 7 })).toEqual([0]);
  expect(parse("manifestStatus", { code: 127 })).toBeUndefined();
});

test("the way to a registry's token is what its last answer says, and a password is none", () => {
  const challenge =
    'Www-Authenticate: Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/a:pull"';
  const stdout = `HTTP/2 307 \r\nwww-authenticate: Bearer realm="https://first/"\r\n\r\nHTTP/1.1 401\r\n${challenge}\r\n\r\nhttps://other/v2/a/manifests/v1\n`;
  expect(parse("tokenChallenge", { stdout })).toEqual({
    at: "https://other/v2/a/manifests/v1",
    realm: "https://auth.docker.io/token",
    service: "registry.docker.io",
    scope: "repository:library/a:pull",
  });
  const basic = 'HTTP/1.1 401\r\nWWW-Authenticate: Basic realm="https://a/"\r\n\r\nhttps://a/v2/\n';
  expect(parse("tokenChallenge", { stdout: basic })).toBeUndefined();
  expect(
    parse("tokenChallenge", { stdout: stdout.replace("https://auth.docker.io", "file://etc") }),
  ).toBeUndefined();
});

test("a registry's token is a word, under either of its names", () => {
  expect(parse("anonymousToken", { stdout: '{"token":"djE6a/b+c=","expires_in":300}' })).toBe("djE6a/b+c=");
  expect(parse("anonymousToken", { stdout: '{ "access_token": "eyJ.a-_.b" }' })).toBe("eyJ.a-_.b");
  expect(parse("anonymousToken", { stdout: '{"token":"a\\nX-Other: b"}' })).toBeUndefined();
  expect(parse("anonymousToken", { code: 22 })).toBeUndefined();
});

test("what a repository shows instead of its key is none", () => {
  expect(parse("repositoryKey", { stdout: "<html>Sign in to the hotel's network</html>" })).toBeUndefined();
  expect(parse("repositoryKey", { code: 22 })).toBeUndefined();
});

test("etcd's members and snapshots, as etcd 3.7 tells them", () => {
  const of = (file: string) => ({ stdout: recorded(`kubeadm/v1.37.2/${file}.json`) });
  expect(parse("etcdMembers", of("etcd-endpoint-status"))).toEqual([
    {
      ...{ endpoint: "127.0.0.1:2379", isLeader: true, hasLeader: true, isLearner: false, version: "3.7.0" },
      ...{
        revision: 15_894,
        sizeBytes: 9_928_704,
        usedBytes: 3_932_160,
        quotaBytes: 2_147_483_648,
        errors: [],
      },
    },
  ]);
  expect(parse("etcdMemberList", of("etcd-member-list"))).toEqual([
    {
      ...{ id: "252902638f78db76", name: "cp1", isLearner: false },
      ...{ endpoints: ["https://10.77.0.11:2379"], peers: ["https://10.77.0.11:2380"] },
    },
  ]);
  expect(parse("etcdSnapshot", of("etcd-snapshot-status"))).toEqual({
    ...{ revision: 15_894, keys: 1_616, sizeBytes: 9_928_704 },
  });
});

test("static pods as crictl tells them", () => {
  const containers = parse("staticPodContainers", { stdout: recorded("kubeadm/v1.37.2/crictl-ps-cp1.json") });
  expect(containers.filter(({ isRunning }) => isRunning).map(({ component }) => component)).toEqual(
    expect.arrayContaining(["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"]),
  );
  expect(
    containers.every(({ createdAt }) => createdAt > Date.UTC(2026, 10) && createdAt < Date.UTC(2027, 0)),
  ).toBe(true);
  const sandboxes = parse("staticPodSandboxes", { stdout: recorded("kubeadm/v1.37.2/crictl-pods-cp1.json") });
  const etcd = containers.find(({ component }) => component === "etcd");
  expect(sandboxes.find(({ component }) => component === "etcd")?.id).toBe(etcd?.sandbox);
});

test("lines of fstab that swap are told whole", () => {
  expect(parse("swapSources", { stdout: "UUID=1 none swap sw 0 0\n" })).toEqual(["UUID=1 none swap sw 0 0"]);
  expect(parse("swapSources", { stdout: "", code: 1 })).toEqual([]);
});

test("disks are each mount once, also where a path was not there", () => {
  const disks = parse("disks", { stdout: recorded("hosts/debian-12/disks.txt"), code: 1 });
  expect(disks.map(({ mount }) => mount)).toEqual([
    "/",
    "/tmp",
    "/var/lib/etcd",
    "/var/lib/containerd",
    "/var/lib/kubelet",
  ]);
  expect(disks[0]).toEqual({
    device: "hlab-cp1",
    type: "overlay",
    mount: "/",
    sizeBytes: 270_553_174_016,
    usedBytes: 25_661_943_808,
    availableBytes: 72_131_350_528,
    inodes: { total: 16_777_216, free: 16_084_480 },
  });
});

test("addresses are those that other machines may use", () => {
  expect(parse("addresses", { stdout: recorded("hosts/debian-12/addresses.txt") })).toEqual([
    expect.objectContaining({ interface: "eth0", family: "inet", address: "10.77.0.11", prefix: 24 }),
  ]);
});

test("kubeadm's certificates are read as kubeadm prints them, expired ones too", () => {
  const { certificates, authorities } = parse("kubeadmCertificates", {
    stdout: recorded("kubeadm/v1.37.2/certs-check-expiration.json"),
  });
  const { certificates: expired } = parse("kubeadmCertificates", {
    stdout: recorded("kubeadm/v1.37.2/certs-check-expiration-expired.json"),
  });
  expect(certificates.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["admin.conf", "apiserver", "etcd-server"]),
  );
  expect(authorities.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["ca", "etcd-ca", "front-proxy-ca"]),
  );
  expect(
    certificates.every(({ expirationDate, missing }) => missing || (expirationDate ?? 0) > Date.UTC(2026, 0)),
  ).toBe(true);
  expect(expired.map(({ name }) => name)).toEqual(certificates.map(({ name }) => name));
  const firstEnd = (all: typeof certificates) =>
    Math.min(...all.map(({ expirationDate = Number.NaN }) => expirationDate));
  expect(firstEnd(expired)).toBeLessThan(firstEnd(certificates));
});

test("where Kubernetes' packages come from, which there are, and which are installed and held", () => {
  const of = (name: string) => recorded(`kubeadm/v1.36.3-to-v1.37.2/${name}.txt`);
  expect(parse("packageSources", { stdout: of("packageSources") })).toEqual([
    {
      file: "/etc/apt/sources.list.d/kubernetes.list",
      minor: 37,
      url: "http://10.77.0.1/core:/stable:/v1.37/deb",
      kind: "deb",
      signedBy: "/etc/apt/keyrings/kubernetes-apt-keyring.gpg",
    },
  ]);
  const stanza = "/etc/apt/sources.list.d/k8s.sources:";
  const stanzas = `${stanza}URIs: https://pkgs.k8s.io/core:/stable:/v1.37/deb/\n${stanza}Signed-By: /etc/apt/keyrings/k8s.asc\n`;
  expect(parse("packageSources", { stdout: stanzas })).toMatchObject([
    { signedBy: "/etc/apt/keyrings/k8s.asc" },
  ]);
  expect(
    parse("aptPackages", { stdout: of("madison") })?.map(({ name, version }) => `${name} ${version}`),
  ).toEqual(["kubeadm 1.37.2-1.1", "kubelet 1.37.2-1.1", "kubectl 1.37.2-1.1"]);
  expect(parse("offeredKubeadm", { stdout: of("Packages") })).toEqual(["1.37.2-1.1"]);
  expect(parse("offeredKubeadm", { code: 22 })).toBeUndefined();
  expect(parse("debPackages", { stdout: of("debPackages"), code: 1 })).toEqual([
    { name: "kubeadm", version: "1.37.2-1.1", held: false, whole: true },
    { name: "kubectl", version: "1.37.2-1.1", held: false, whole: true },
    { name: "kubelet", version: "1.37.2-1.1", held: true, whole: true },
  ]);
  expect(parse("debPackages", { stdout: "iF |kubelet|1.37.2-1.1\nun |kubectl|\n", code: 1 })).toEqual([
    { name: "kubelet", version: "1.37.2-1.1", held: false, whole: false },
  ]);
  expect(parse("aptPackages", { code: 127 })).toBeUndefined();
});

// As their documentation writes them: the lab has no machine with rpm.
test("repositories in other spellings, and those of before 2023", () => {
  const stdout = [
    "/etc/apt/sources.list.d/kubernetes.sources:URIs: https://pkgs.k8s.io/core:/stable:/v1.36/deb/",
    "/etc/yum.repos.d/kubernetes.repo:baseurl=https://pkgs.k8s.io/core:/stable:/v1.36/rpm/",
    "/etc/yum.repos.d/kubernetes.repo:gpgkey=https://pkgs.k8s.io/core:/stable:/v1.36/rpm/repodata/repomd.xml.key",
    "/etc/apt/sources.list.d/old.list:deb https://apt.kubernetes.io/ kubernetes-xenial main",
    "/etc/apt/sources.list.d/new.list:# deb https://pkgs.k8s.io/core:/stable:/v1.35/deb/ /",
  ].join("\n");
  const found = parse("packageSources", { stdout });
  expect(found.map(({ kind, minor, url }) => [kind, minor, url])).toEqual([
    ["deb", 36, "https://pkgs.k8s.io/core:/stable:/v1.36/deb"],
    ["rpm", 36, "https://pkgs.k8s.io/core:/stable:/v1.36/rpm"],
    ["deb", undefined, "https://apt.kubernetes.io"],
  ]);
});

test("the kubelet's flags, each with its file", () => {
  const stdout = [
    '/var/lib/kubelet/kubeadm-flags.env:KUBELET_KUBEADM_ARGS="--pod-infra-container-image=registry.k8s.io/pause:3.9 --node-ip 10.0.0.4"',
    "/etc/default/kubelet:KUBELET_EXTRA_ARGS=--fail-swap-on=false",
    "/etc/default/kubelet:# KUBELET_EXTRA_ARGS=--v=9",
  ].join("\n");
  expect(parse("kubeletFlags", { stdout }).map(({ flag }) => flag)).toEqual([
    "--pod-infra-container-image=registry.k8s.io/pause:3.9",
    "--node-ip 10.0.0.4",
    "--fail-swap-on=false",
  ]);
});

// The bits as Raspberry Pi documents them: nobody has recorded an ill one here.
test("a Pi tells of too little voltage now, and since it booted", () => {
  expect(parse("throttling", { stdout: "throttled=0x50005\n" })).toEqual({
    isUnderVoltage: true,
    isThrottled: true,
    wasUnderVoltage: true,
    wasThrottled: true,
  });
  expect(parse("throttling", { stdout: "throttled=0x50000\n" })).toMatchObject({
    isUnderVoltage: false,
    wasUnderVoltage: true,
  });
  expect(parse("throttling", { code: 127 })).toBeUndefined();
});

test.each([
  ["not-found", "inactive", "dead", "success", 0, 0, { state: "absent" }],
  ["loaded", "active", "running", "success", 0, 0, { state: "running" }],
  ["loaded", "activating", "start", "success", 0, 0, { state: "running" }],
  ["loaded", "deactivating", "stop-sigterm", "success", 0, 0, { state: "running" }],
  ["loaded", "active", "exited", "success", 1, 0, { state: "ended", code: 0, result: "success" }],
  ["loaded", "failed", "failed", "signal", 2, 9, { state: "ended", code: 137, result: "signal" }],
  ["loaded", "failed", "failed", "oom-kill", 2, 9, { state: "ended", code: 137, result: "oom-kill" }],
  ["loaded", "failed", "failed", "timeout", 1, 0, { state: "ended", code: 255, result: "timeout" }],
] as const)("a unit that is %s, %s and %s with %s", (load, active, sub, result, how, status, expected) => {
  const stdout = `LoadState=${load}\nActiveState=${active}\nSubState=${sub}\nResult=${result}\nExecMainCode=${how}\nExecMainStatus=${status}\n`;
  expect(parse("unit", { stdout })).toMatchObject(expected);
});

test.each([
  ["memory", "MemTotal: lots"],
  ["machineId", "uninitialized"],
  ["bootId", ""],
  ["addresses", "[{}]"],
  ["kubeadmCertificates", "panic: runtime error"],
  ["timeSync", ""],
  ["clock", "yesterday"],
  ["throttling", "VCHI initialization failed"],
  ["disks", ""],
] as const)("%s refuses what nobody understands: %j", (name, stdout) => {
  expect(() => parse(name, { stdout })).toThrow();
});

test("images, and what of them containers hold on to, as crictl tells them", () => {
  const images = parse("images", { stdout: recorded("kubeadm/v1.37.2/crictl-images.json") });
  expect(images[0]).toEqual({
    id: "sha256:0aa75c36c851e6502073347eab945ca79df464b8cdd3116a9d0b17b558312d02",
    tags: ["docker.io/library/hello:1"],
    digests: [
      "docker.io/library/hello@sha256:f1c8b82ac24ff36160381ff9e0c2562f294ecebcdcb85ccecad1f1588a8b688b",
    ],
    bytes: 2_152_056,
    isPinned: false,
  });
  expect(images.filter(({ isPinned }) => isPinned).flatMap(({ tags }) => tags)).toEqual([
    "registry.k8s.io/pause:3.10.2",
  ]);
  const containers = parse("containerImages", { stdout: recorded("kubeadm/v1.37.2/crictl-ps-worker1.json") });
  const refs = containers.flatMap((each) => each.refs);
  expect(containers.some(({ isRunning }) => !isRunning)).toBe(true);
  expect(refs.every((ref) => images.some(({ id }) => id === ref))).toBe(true);
});

test.each([
  ["0B", 0],
  ["16.0M", 16 * 1024 ** 2],
  ["1.9G", Math.round(1.9 * 1024 ** 3)],
])("a journal of %s", (said, bytes) => {
  const stdout = `Archived and active journals take up ${said} in the file system.\n`;
  expect(parse("journalUse", { stdout })).toBe(bytes);
});

test("folders by size; what is not there is no gap, and what took too long is one", () => {
  const stdout = "98304\t/home\n2254857830\t/var/lib/containerd\n";
  const stderr = "du: cannot access '/var/lib/docker': No such file or directory\n";
  const found = [
    { folder: "/home", bytes: 98_304 },
    { folder: "/var/lib/containerd", bytes: 2_254_857_830 },
  ];
  expect(parse("diskUse", { stdout, stderr, code: 1 })).toMatchObject({ found, unmeasured: [] });
  const { unmeasured } = parse("diskUse", { stdout, stderr, code: 124 });
  expect(unmeasured).toContain("/var/lib/kubelet/pods");
  expect(unmeasured).not.toContain("/var/lib/docker");
});

test("a kubelet's settings may say nothing of evictions", () => {
  const read = (stdout: string) => parse("kubeletEviction", { stdout });
  expect(read("kind: KubeletConfiguration\n")).toEqual({
    hard: undefined,
    mergesDefaults: false,
    imagesAtPercent: undefined,
  });
  expect(read("evictionHard: { nodefs.available: 5% }\nimageGCHighThresholdPercent: 70\n")).toEqual({
    hard: { "nodefs.available": "5%" },
    mergesDefaults: false,
    imagesAtPercent: 70,
  });
  expect(parse("kubeletEviction", { code: 1 })).toBeUndefined();
});

function recorded(path: string): string {
  return readFileSync(join(fixtures, path), "utf8");
}

function parse<Name extends ReadingName>(name: Name, said: Partial<Said>): OutputOf<Name> {
  return readingOf(name).parse({ stdout: "", stderr: "", code: 0, cut: false, ...said });
}

test("what apt would bring up to date is each package with both versions, and a machine asks for a reboot by a file", () => {
  const stdout =
    "Inst base-files [12.4+deb12u11] (12.4+deb12u12 Debian:12.12/oldstable [amd64])\nConf base-files (12.4+deb12u12 Debian:12.12/oldstable [amd64])\n";
  expect(parse("packageUpdates", { stdout })).toEqual([
    { name: "base-files", from: "12.4+deb12u11", to: "12.4+deb12u12" },
  ]);
  expect(parse("packageUpdates", { code: 127 })).toBeUndefined();
  expect([0, 1].map((code) => parse("rebootAsked", { code }))).toEqual([true, false]);
});
