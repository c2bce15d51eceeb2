// Held to the real programs: what they say of themselves, and what kubeadm of each minor deploys.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { run } from "../run.ts";
import { buildPrograms, moduleVersion, programPath } from "./build.ts";
import { kubernetesVersions } from "./versions.ts";

const cache = mkdtempSync(join(tmpdir(), "lab-build-"));
const lab = join(import.meta.dirname, "../lab.ts");

/** A quarter of an hour in an empty cache: no test has the time. */
beforeAll(() => buildPrograms(), 45 * 60_000);

afterEach(() => rmSync(cache, { recursive: true, force: true }));

test.for(kubernetesVersions)(
  "kubeadm $version deploys exactly what the lab builds for it",
  async (versions) => {
    const { module, version, etcdVersion, corednsVersion, pauseVersion } = versions;
    await buildPrograms({ modules: [module], names: ["kubeadm"] });
    const kubeadm = programPath(module, "kubeadm");

    const images = await run([kubeadm, "config", "images", "list", "--kubernetes-version", `v${version}`]);

    expect(images.trim().split("\n").toSorted()).toEqual([
      `registry.k8s.io/coredns/coredns:v${corednsVersion}`,
      `registry.k8s.io/etcd:${etcdVersion}-0`,
      `registry.k8s.io/kube-apiserver:v${version}`,
      `registry.k8s.io/kube-controller-manager:v${version}`,
      `registry.k8s.io/kube-proxy:v${version}`,
      `registry.k8s.io/kube-scheduler:v${version}`,
      `registry.k8s.io/pause:${pauseVersion}`,
    ]);
    expect(moduleVersion(module)).toBe(version);
    expect(moduleVersion(versions.etcdModule)).toBe(etcdVersion);
    expect(moduleVersion(versions.corednsModule)).toBe(corednsVersion);
  },
);

test.for([
  ["kubernetes-1.37", "kubelet", "--version", "Kubernetes v1.37.2"],
  ["kubernetes-1.36", "kube-apiserver", "--version", "Kubernetes v1.36.3"],
  ["kubernetes-1.37", "kubectl", "version --client", "Client Version: v1.37.2"],
  ["kubernetes-1.37", "pause", "-v", "pause.c v3.10.2"],
  ["etcd-3.7", "etcd", "--version", "etcd Version: 3.7.0"],
  ["etcd-3.6", "etcdutl", "version", "etcdutl version: 3.6.8"],
  ["etcd-3.6.16", "etcdutl", "version", "etcdutl version: 3.6.16"],
  ["coredns-1.14.6", "coredns", "-version", "CoreDNS-1.14.6"],
  ["coredns-1.14.2", "coredns", "-version", "CoreDNS-1.14.2"],
  ["containerd", "containerd", "--version", "containerd github.com/containerd/containerd/v2 v2.3.7"],
  ["runc", "runc", "--version", "libseccomp: 2.5.4"],
  ["cri-tools", "crictl", "--version", "crictl version 1.36.0"],
  ["cni-plugins", "bridge", "--version", "CNI bridge plugin v1.9.1"],
  ["flannel", "flanneld", "--version", "v0.28.10"],
  ["alertmanager", "alertmanager", "--version", "alertmanager, version 0.31.1"],
  ["kwok", "kwok", "--version", "kwok version v0.8.0"],
] as const)("%s's %s says its version", async ([module, name, question, answer]) => {
  await buildPrograms({ modules: [module], names: [name] });

  // Some say it on standard error.
  const said = await run(["sh", "-c", `"$0" ${question} 2>&1`, programPath(module, name)]);

  expect(said).toContain(answer);
});

test("building again when all is there takes less than a second", async () => {
  await buildPrograms();
  const started = performance.now();

  await buildPrograms();

  expect(performance.now() - started).toBeLessThan(1000);
});

test("a build that is killed leaves nothing that looks built, and the next one makes it whole", async () => {
  const plugins = () =>
    readdirSync(join(cache, "programs", `cni-plugins-${moduleVersion("cni-plugins")}-amd64`));
  const build = (names: readonly string[]) =>
    spawn(process.execPath, [lab, "build", "cni-plugins", ...names], {
      env: { ...process.env, WHEELHOUSE_LAB_CACHE: cache },
      stdio: ["ignore", "ignore", "pipe"],
    });
  const killed = build(["bandwidth", "bridge", "firewall"]);
  await once(killed.stderr, "data");
  killed.kill("SIGKILL");
  await once(killed, "exit");
  expect(plugins().filter((file) => !file.endsWith(".new"))).toEqual(["bandwidth"]);

  const [code] = await once(build(["bandwidth", "bridge"]), "exit");

  expect(code).toBe(0);
  expect(plugins()).toEqual(["bandwidth", "bridge"]);
});

test("a word that names no program is refused", async () => {
  await expect(buildPrograms({ names: ["kubelett"] })).rejects.toThrow("no module has a program kubelett");
  expect(() => programPath("runc", "ctr")).toThrow("module runc has no program ctr");
});
