// The packages as apt and dpkg see them: read with dpkg-deb, and installed on a host of the lab.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { down } from "../hosts/down.ts";
import { exec } from "../hosts/exec.ts";
import { up } from "../hosts/up.ts";
import { run } from "../run.ts";
import { kubernetesSource, makePackages } from "./packages.ts";

/** Packing all of them anew takes longer than a test has. */
beforeAll(() => makePackages());

describe("the package", () => {
  const folder = (minor: string) => `core:/stable:/v${minor}/deb/amd64`;

  test.for([
    ["1.37", "kubelet_1.37.2-1.1", "/usr/lib/systemd/system/kubelet.service"],
    ["1.37", "kubelet_1.37.2-1.1", "/etc/default/kubelet"],
    ["1.37", "kubeadm_1.37.2-1.1", "/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf"],
    ["1.36", "kubectl_1.36.3-1.1", "/usr/bin/kubectl"],
    ["1.36", "kubernetes-cni_1.9.1-1.1", "/opt/cni/bin/loopback"],
    ["1.36", "cri-tools_1.36.0-1.1", "/usr/bin/crictl"],
  ])("%s %s brings %s", async ([minor = "", name = "", path = ""]) => {
    const deb = join(await makePackages(), folder(minor), `${name}_amd64.deb`);

    expect((await run(["dpkg-deb", "--contents", deb])).split("\n")).toContainEqual(
      expect.stringMatching(new RegExp(` root/root .* \\.${path}$`)),
    );
  });

  test.for([
    ["1.37", "kubeadm_1.37.2-1.1", ""],
    ["1.37", "kubelet_1.37.2-1.1", "kubernetes-cni (>= 1.2.0), mount, util-linux"],
    ["1.36", "kubelet_1.36.3-1.1", "iptables (>= 1.4.21), kubernetes-cni (>= 1.2.0), mount, util-linux"],
  ])("%s %s depends on '%s'", async ([minor = "", name = "", depends = ""]) => {
    const deb = join(await makePackages(), folder(minor), `${name}_amd64.deb`);

    expect((await run(["dpkg-deb", "--field", deb, "Depends"])).trim()).toBe(depends);
  });
});

describe("on a host", () => {
  const host = "packages1";
  const asRoot = async (script: string) => {
    const { code, stdout, stderr } = await exec(host, script);
    expect(code, stderr).toBe(0);
    return stdout.trim();
  };

  beforeAll(() => up([host]));
  afterAll(() => down([host]));

  test("apt installs kubeadm 1.36 and upgrades it to 1.37, and the kubelet waits to be started", async () => {
    await asRoot(install("1.36", "1.36.3-1.1"));
    expect(await asRoot("kubelet --version; kubeadm version -o short")).toBe("Kubernetes v1.36.3\nv1.36.3");

    await asRoot(install("1.37", "1.37.2-1.1"));

    expect(await asRoot("kubelet --version; kubeadm version -o short")).toBe("Kubernetes v1.37.2\nv1.37.2");
    expect(await asRoot("systemctl is-enabled kubelet; systemctl is-active kubelet || true")).toBe(
      "enabled\ninactive",
    );
    expect(await asRoot("dpkg --verify kubelet kubeadm kubectl cri-tools kubernetes-cni")).toBe("");
  });

  test("apt refuses a repository that another key signed", async () => {
    const debian = "/usr/share/keyrings/debian-archive-keyring.gpg";
    await asRoot(`cp ${debian} /etc/apt/keyrings/kubernetes-apt-keyring.gpg`);

    const { stderr, stdout } = await exec(host, "rm -rf /var/lib/apt/lists/*; apt-get update 2>&1");

    expect(stdout + stderr).toContain("NO_PUBKEY");
  });
});

function install(minor: "1.37" | "1.36", version: string): string {
  const url = "http://10.77.0.1";
  return `
set -e
export DEBIAN_FRONTEND=noninteractive
install -d /etc/apt/keyrings
curl -fsS ${url}/core:/stable:/v${minor}/deb/Release.key | gpg --dearmor --yes -o /etc/apt/keyrings/kubernetes-apt-keyring.gpg
echo '${kubernetesSource(minor, url)}' >/etc/apt/sources.list.d/kubernetes.list
apt-get update -qq
apt-get install -qq kubeadm=${version} kubelet=${version} kubectl=${version} cri-tools >/dev/null`;
}
