// What rpm and dnf say, as dnf 4.14 said it; of dnf 5 only the words of its source are known.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readingOf } from "#src/hosts/readings/index.ts";
import type { Said } from "#src/hosts/said.ts";

const said = (more: Partial<Said>): Said => ({ stdout: "", stderr: "", code: 0, cut: false, ...more });

test("what is installed is told beside what is not, and a package that is there twice is not whole", () => {
  const { parse } = readingOf("rpmPackages");
  const stdout =
    "kubeadm|1.36.3-150500.1.1\nkubelet|1.36.3-150500.1.1\nkubelet|1.37.2-150500.1.1\npackage kubectl is not installed\n";
  expect(parse(said({ stdout, code: 1 }))).toEqual([
    { name: "kubeadm", version: "1.36.3-150500.1.1", whole: true },
    { name: "kubelet", version: "1.36.3-150500.1.1", whole: false },
  ]);
  expect(parse(said({ code: 127 }))).toBeUndefined();
});

test("held is what the repository of Kubernetes excludes, or dnf altogether, and not what another one does", () => {
  const { parse } = readingOf("rpmHolds");
  const repo = "/etc/yum.repos.d/kubernetes.repo";
  const stdout = [
    "/etc/dnf/dnf.conf:[main]",
    "/etc/dnf/dnf.conf:excludepkgs=kernel*",
    `${repo}:[kubernetes]`,
    `${repo}:baseurl=https://pkgs.k8s.io/core:/stable:/v1.37/rpm/`,
    `${repo}:exclude=kubelet kubeadm,`,
    `${repo}:    kubectl`,
    "/etc/yum.repos.d/epel.repo:[epel]",
    "/etc/yum.repos.d/epel.repo:exclude=containerd*",
  ];
  expect(parse(said({ stdout: stdout.join("\n") }))).toEqual(["kernel*", "kubelet", "kubeadm", "kubectl"]);
  expect(parse(said({ code: 1 }))).toEqual([]);
});

test("locked is what versionlock keeps at a version, of dnf 4 where it is on, and of dnf 5", () => {
  const { parse } = readingOf("rpmLocks");
  const list = "/etc/dnf/plugins/versionlock.list";
  const stdout = [
    "/etc/dnf/plugins/versionlock.conf:[main]",
    "/etc/dnf/plugins/versionlock.conf:enabled = 1",
    ...["kubelet-0:1.36.3-150500.1.1.*", "kubeadm-1.36.*", "cri-tools", "kube*-0:1.36.3-1.x86_64"].map(
      (locked) => `${list}:${locked}`,
    ),
  ];
  expect(parse(said({ stdout: stdout.join("\n") }))).toEqual(["kubelet", "kubeadm", "cri-tools", "kube*"]);
  const off = stdout.join("\n").replace("enabled = 1", "enabled=0");
  expect(parse(said({ stdout: off }))).toEqual([]);
  const toml = ["[[packages]]", 'name = "kubelet"', "[[packages.conditions]]", 'key = "evr"'];
  expect(parse(said({ stdout: toml.map((line) => `/etc/dnf/versionlock.toml:${line}`).join("\n") }))).toEqual(
    ["kubelet"],
  );
  expect(parse(said({ code: 1 }))).toEqual([]);
});

test("a repository has the builds that dnf tells, and nobody knows where it does not get at it", () => {
  const { parse, argv } = readingOf("offeredRpms");
  const stdout = "kubeadm 1.37.1-150500.1.1\n\nkubeadm 1.37.2-150500.1.1\n";
  expect(parse(said({ stdout }))).toEqual(["1.37.1-150500.1.1", "1.37.2-150500.1.1"]);
  expect(parse(said({ code: 1 }))).toBeUndefined();
  expect(parse(said({}))).toBeUndefined();
  expect(argv("https://a/v1.37/rpm", "https://a/v1.38/rpm").slice(5, 9)).toEqual([
    "--repofrompath=wheelhouse-0,https://a/v1.37/rpm/",
    "--repo=wheelhouse-0",
    "--repofrompath=wheelhouse-1,https://a/v1.38/rpm/",
    "--repo=wheelhouse-1",
  ]);
});

test("what is newer comes with code 100, and what replaces something else is not counted twice", () => {
  const { parse } = readingOf("rpmUpdates");
  const stdout =
    "\nlinux-firmware.noarch      2-1       os\nopenssl.x86_64   1:3.5.1-4.el9   baseos\nObsoleting Packages\nnew.noarch  2-1  os\n    old.noarch  1-1 @os\n";
  expect(parse(said({ stdout, code: 100 }))).toEqual([
    { name: "linux-firmware", version: "2-1" },
    { name: "openssl", version: "3.5.1-4.el9" },
  ]);
  expect(parse(said({}))).toEqual([]);
  // It has no lists, or no dnf.
  expect(parse(said({ code: 1 }))).toBeUndefined();
});

test("whether a reboot is needed is in dnf's words, as its code is 1 for a command that is not there too", () => {
  const { parse } = readingOf("rpmRebootAsked");
  const needed =
    "Core libraries or services have been updated since boot-up:\n  * linux-firmware\n\nReboot is required to fully utilize these updates.\n";
  expect(parse(said({ stdout: needed, code: 1 }))).toBe(true);
  expect(
    parse(
      said({
        stdout:
          "No core libraries or services have been updated since boot-up.\nReboot should not be necessary.\n",
      }),
    ),
  ).toBe(false);
  expect(parse(said({ stderr: "No such command: needs-restarting.", code: 1 }))).toBeUndefined();
});

// As rpm 4.18 tells the lab's key, which has no end, and one that ended on 2025-03-01.
test("the keys of Kubernetes' repository that rpm was given end when their packets say", () => {
  const { parse } = readingOf("rpmKeys");
  const stdout = readFileSync(join(import.meta.dirname, "../fixtures/hosts/rpm-keys.txt"), "utf8");
  const ends = parse(said({ stdout })).map(
    ({ endsAt }) => endsAt && new Date(endsAt).toISOString().slice(0, 7),
  );
  expect(ends).toEqual([undefined, "2025-03"]);
  expect(parse(said({ stdout: stdout.replaceAll("isv:kubernetes", "Rocky") }))).toEqual([]);
});

test("SELinux is what its kernel says, and nothing where it is off", () => {
  const { parse } = readingOf("selinux");
  expect(
    [said({ stdout: "1" }), said({ stdout: "0" }), said({ code: 1 })].map((each) => parse(each)),
  ).toEqual(["enforcing", "permissive", undefined]);
});

test("a repository of dnf has the name that its section gives it", () => {
  const { parse } = readingOf("packageSources");
  const file = "/etc/yum.repos.d/k8s.repo";
  const stdout = [
    `${file}:[other]`,
    `${file}:[k8s-1.36]`,
    `${file}:baseurl=https://pkgs.k8s.io/core:/stable:/v1.36/rpm/`,
    `${file}:gpgkey=https://pkgs.k8s.io/core:/stable:/v1.36/rpm/repodata/repomd.xml.key`,
  ];
  expect(parse(said({ stdout: stdout.join("\n") }))).toEqual([
    { file, minor: 36, url: "https://pkgs.k8s.io/core:/stable:/v1.36/rpm", kind: "rpm", id: "k8s-1.36" },
  ]);
});
