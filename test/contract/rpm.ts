// What Wheelhouse relies on in a machine with dnf. Runs unchanged against a simulated one and a real one, in this order: each test goes on
// from the one before, as packages do.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Host } from "#src/hosts/host.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { writeFileRun } from "#src/hosts/settings-file.ts";
import { kubernetesNames } from "#src/kubeadm/packages/manager.ts";
import { managers } from "#src/kubeadm/packages/managers.ts";
import {
  readInstalled,
  readOffers,
  readRebootAsked,
  readRpmHolds,
  readUpdates,
} from "#src/kubeadm/packages/read-packages.ts";
import { moveRepository } from "#src/kubeadm/upgrade/commands.ts";
import { readOffered } from "#src/kubeadm/upgrade/read-machines.ts";
import type { UnfencedHosts } from "../hosts/unfenced.ts";

export type ContractRpmHost = {
  readonly hosts: UnfencedHosts;
  readonly name: string;
  /** `http://10.77.0.1/core:/stable:/v{minor}/rpm/`. */
  readonly repository: string;
  /** Two versions, each in the repository of its minor; `150500.1.1` is the build of both. */
  readonly from: { readonly minor: number; readonly version: string };
  readonly to: { readonly minor: number; readonly version: string };
  readonly close: () => Promise<void>;
};

const { dnf } = managers;
const signal = AbortSignal.timeout(170_000);
const file = "/etc/yum.repos.d/kubernetes.repo";

export function rpmContract(given: () => Promise<ContractRpmHost>): void {
  let there: ContractRpmHost;
  let host: Host;

  beforeAll(async () => {
    there = await given();
    host = await there.hosts.host(there.name);
  });
  afterAll(async () => {
    there?.hosts.close();
    await there?.close();
  });

  test("it has dnf, nothing of Kubernetes, and no dpkg", async () => {
    expect(await readInstalled(host, "dnf", kubernetesNames, signal)).toEqual([]);
    expect(await readInstalled(host, "apt", kubernetesNames, signal)).toBeUndefined();
    expect(await host.read("packageSources", signal)).toEqual([]);
  });

  test("a release is installed at its version, and held by its repository", async () => {
    const { version, minor } = there.from;
    const repository = urlOf(minor);
    const { path, text } = dnf.kubernetesSource(repository);
    await runs(writeFileRun(path, text));
    await line(dnf.installKubernetes({ version, repository }));
    expect(await states()).toEqual(kubernetesNames.map((name) => `${name} ${version}-150500.1.1 held whole`));
    expect(await host.read("kubeadmVersion", signal)).toBe(version);
    expect(await host.read("kubeletVersion", signal)).toBe(version);
    expect(await host.read("packageSources", signal)).toEqual([
      { file, minor, url: repository.replace(/\/$/, ""), kind: "rpm", id: "kubernetes" },
    ]);
  });

  test("what is held is not among what is newer, and stays when everything else is updated", async () => {
    await line(dnf.updateAll);
    expect(await states()).toEqual(
      kubernetesNames.map((name) => `${name} ${there.from.version}-150500.1.1 held whole`),
    );
    expect(await readUpdates(host, "dnf", signal)).toEqual([]);
  });

  test("a package that nobody could have got without a reboot asks for one", async () => {
    expect(await readRebootAsked(host, "dnf", signal)).toBe(true);
  });

  test("it tells what its repository has and what that of the next minor has, and of one that is not there nothing", async () => {
    const { from, to } = there;
    const sources = await host.read("packageSources", signal);
    const offered = await readOffered(host, sources, signal);
    expect(offered).toEqual(
      expect.arrayContaining([`${from.version}-150500.1.1`, `${to.version}-150500.1.1`]),
    );
    const far = urlOf(to.minor + 5).replace(/\/$/, "");
    expect(await readOffers(host, "dnf", { now: far, next: far }, signal)).toBeUndefined();
  });

  test("what its repository excludes cannot be installed in passing", async () => {
    const { code, stdout, stderr } = await host.run(
      { argv: asRoot(["dnf", "install", "--assumeyes", `kubeadm-${there.to.version}`]), timeoutMs: 60_000 },
      signal,
    );
    expect(code).toBe(1);
    expect(stdout + stderr).toContain("Unable to find a match");
  });

  test("what versionlock keeps is found at no other version, whatever is lifted, until its lock is deleted", async () => {
    const { from, to } = there;
    await line("dnf versionlock add kubelet");
    expect((await readRpmHolds(host, signal)).locked).toEqual(["kubelet"]);
    const build = {
      file,
      id: "kubernetes",
      revision: `${from.version}-150500.1.1`,
      names: ["kubelet"],
    } as const;
    await line(dnf.installBuild(build));
    await runs({ argv: moveRepository({ file, from: from.minor, to: to.minor }) });
    const next = dnf.installBuild({ ...build, revision: `${to.version}-150500.1.1` });
    const { code, stdout, stderr } = await host.run(
      { argv: asRoot(["sh", "-c", next]), timeoutMs: 60_000 },
      signal,
    );
    expect(code).toBe(1);
    expect(stdout + stderr).toContain(`Unable to find a match: kubelet-${to.version}-150500.1.1`);
    await runs({ argv: moveRepository({ file, from: to.minor, to: from.minor }) });
    await line("dnf versionlock delete kubelet");
    expect((await readRpmHolds(host, signal)).locked).toEqual([]);
  });

  test("with its repository moved it goes to the next minor, package by package, and is held there", async () => {
    const { from, to } = there;
    await runs({ argv: moveRepository({ file, from: from.minor, to: to.minor }) });
    const build = { file, id: "kubernetes", revision: `${to.version}-150500.1.1` };
    await line(dnf.installBuild({ ...build, names: ["kubeadm"] }));
    expect(await states()).toEqual([
      `kubeadm ${to.version}-150500.1.1 held whole`,
      `kubelet ${from.version}-150500.1.1 held whole`,
      `kubectl ${from.version}-150500.1.1 held whole`,
    ]);
    await line(dnf.installBuild({ ...build, names: ["kubelet", "kubectl"] }));
    expect(await states()).toEqual(
      kubernetesNames.map((name) => `${name} ${to.version}-150500.1.1 held whole`),
    );
  });

  test("a version that its repository does not have is refused in dnf's words", async () => {
    const build = { file, id: "kubernetes", revision: "1.99.0-150500.1.1", names: ["kubeadm"] };
    const argv = asRoot(["sh", "-c", dnf.installBuild(build)]);
    const { code, stdout, stderr } = await host.run({ argv, timeoutMs: 60_000 }, signal);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain("Unable to find a match: kubeadm-1.99.0-150500.1.1");
  });

  test("its cache can be emptied", async () => {
    await line(dnf.words.clean);
  });

  function urlOf(minor: number): string {
    return there.repository.replaceAll("{minor}", `1.${minor}`);
  }

  async function states(): Promise<readonly string[]> {
    const all = (await readInstalled(host, "dnf", kubernetesNames, signal)) ?? [];
    return all.map(
      ({ name, version, held, whole }) =>
        `${name} ${version} ${held ? "held" : "loose"} ${whole ? "whole" : "half"}`,
    );
  }

  function line(command: string): Promise<void> {
    return runs({ argv: asRoot(["sh", "-c", command]), timeoutMs: 90_000 });
  }

  async function runs(run: Parameters<Host["run"]>[0]): Promise<void> {
    const { code, stdout, stderr } = await host.run(run, signal);
    expect(code, `${run.argv.join(" ")}\n${stdout}\n${stderr}`).toBe(0);
  }
}
