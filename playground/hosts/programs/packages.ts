// apt and dpkg, as far as the packages of Kubernetes go.
import { keysIn } from "#src/hosts/openpgp.ts";
import type { Machine, Program } from "../machine.ts";
import type { SimulatedNode } from "../node/kubelet.ts";
import { sourceFile } from "../node/packages.ts";
import { upgradeAll } from "./upgrade-all.ts";

/** What apt keeps to do without is gone. */
export function cleanCache({ disk }: Machine): number {
  disk.aptBytes = 16_384;
  for (const tell of disk.changed) tell();
  return 0;
}

export function packagePrograms({ packages }: SimulatedNode): Readonly<Record<string, Program>> {
  return { "apt-cache": madison, "apt-get": aptGet, "apt-mark": aptMark, "dpkg-query": dpkgQuery };

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
    const fault = keyFault(machine);
    if (argv[1] === "update") {
      await out("Reading package lists...\n");
      if (fault === undefined) return 0;
      const says = `The following signatures couldn't be verified or were invalid: ${fault}`;
      // Lists of before go on being used; those of a repository that was never read are not taken.
      const isNew = argv.some((word) => word.startsWith("Dir::Etc::SourceList="));
      await err(`${isNew ? "E" : "W"}: GPG error: https://pkgs.k8s.io InRelease: ${says}\n`);
      return isNew ? 100 : 0;
    }
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
}

/** What apt says of the key; undefined where it takes packages by it. */
function keyFault({ files, now }: Machine): string | undefined {
  const [, keyring = ""] = /signed-by=([^\]]+)/.exec(files.get(sourceFile)?.content ?? "") ?? [];
  const [key] = keysIn(Buffer.from(files.get(keyring)?.content ?? "", "latin1"));
  if (!key) return "NO_PUBKEY 401DCB3FAB70799B";
  return key.endsAt !== undefined && key.endsAt <= now() ? "EXPKEYSIG 401DCB3FAB70799B" : undefined;
}
