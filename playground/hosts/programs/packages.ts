// apt, dpkg and curl, as far as the packages of Kubernetes go.
import type { Machine, Program } from "../machine.ts";
import type { SimulatedNode } from "../node/kubelet.ts";
import { packageNames, sourceFile } from "../node/packages.ts";
import { upgradeAll } from "./upgrade-all.ts";

/** What apt keeps to do without is gone. */
export function cleanCache({ disk }: Machine): number {
  disk.aptBytes = 16_384;
  for (const tell of disk.changed) tell();
  return 0;
}

export function packagePrograms({ packages }: SimulatedNode): Readonly<Record<string, Program>> {
  return { "apt-cache": madison, "apt-get": aptGet, "apt-mark": aptMark, "dpkg-query": dpkgQuery, curl };

  async function madison({ argv, out, machine }: Parameters<Program>[0]): Promise<number> {
    const url = /https?:\S+/.exec(machine.files.get(sourceFile)?.content ?? "")?.[0].replace(/\/$/, "");
    for (const name of argv.slice(2))
      for (const version of packages.offered().toReversed())
        await out(`   ${name} | ${version} | ${url}  Packages\n`);
    return 0;
  }

  /** `apt-get upgrade …`, `apt-get update …`, `apt-get clean`, and `apt-get install … kubeadm=1.37.2-1.1`. */
  async function aptGet({ argv, machine, out, err }: Parameters<Program>[0]): Promise<number> {
    if (argv[1] === "clean") return cleanCache(machine);
    if (argv.includes("upgrade")) return upgradeAll({ argv, out, machine });
    if (argv[1] === "update") return out("Reading package lists...\n").then(() => 0);
    const wanted = argv.flatMap((word) => {
      const [, name, version] = /^(kube(?:adm|let|ctl))=(\S+)$/.exec(word) ?? [];
      return name === undefined || version === undefined ? [] : [{ name, version }];
    });
    for (const { name, version } of wanted) {
      if (packages.offered().includes(version)) continue;
      await err(`E: Version '${version}' for '${name}' was not found\n`);
      return 100;
    }
    for (const { name, version } of wanted) {
      await out(`Setting up ${name} (${version}) ...\n`);
      packages.installed.set(name, { version, held: false });
    }
    return 0;
  }

  async function aptMark({ argv, out }: Parameters<Program>[0]): Promise<number> {
    for (const name of argv.slice(2)) {
      const found = packages.installed.get(name);
      if (found) found.held = argv[1] === "hold";
      await out(`${name} set on ${argv[1]}.\n`);
    }
    return 0;
  }

  async function dpkgQuery({ argv, out }: Parameters<Program>[0]): Promise<number> {
    const names = argv.slice(argv.indexOf("--") + 1);
    for (const name of names) {
      const found = packages.installed.get(name);
      if (found) await out(`${found.held ? "h" : "i"}i |${name}|${found.version}\n`);
    }
    return names.every((name) => packages.installed.has(name)) ? 0 : 1;
  }

  /** The index of a repository. */
  async function curl({ argv, out, err }: Parameters<Program>[0]): Promise<number> {
    const minor = Number(/\/v1\.(\d+)\/deb\/Packages$/.exec(argv.at(-1) ?? "")?.[1]);
    const versions = packages.ofMinor(minor);
    if (versions.length === 0) {
      await err("curl: (22) The requested URL returned error: 403\n");
      return 22;
    }
    for (const version of versions)
      for (const name of packageNames) await out(`Package: ${name}\nVersion: ${version}\n\n`);
    return 0;
  }
}
