// The lab's dnf repositories, signed, beside those of apt: both Kubernetes minors, containerd, and a distribution of three empty packages.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { unfinishedPath } from "../build/unfinished.ts";
import { kubernetesVersions } from "../build/versions.ts";
import { withLock } from "../hosts/lock.ts";
import { packagesFolder } from "../hosts/services.ts";
import { writePublicKey } from "../packages/signing-key.ts";
import { run } from "../run.ts";
import { containerdRpm, distributionRpms, kubernetesRpms, type Rpm } from "./definitions.ts";
import { makeRpm, rpmArch } from "./make-rpm.ts";
import { signRpms } from "./sign-rpms.ts";

/** Where each is served, as at pkgs.k8s.io and download.docker.com. */
function repositories(): Readonly<Record<string, readonly Rpm[]>> {
  const ofMinor = kubernetesVersions.map((each) => [
    `core:/stable:/v${each.minor}/rpm`,
    kubernetesRpms(each),
  ]);
  return {
    ...Object.fromEntries(ofMinor),
    [`linux/centos/9/${rpmArch}/stable`]: [containerdRpm()],
    distribution: distributionRpms(),
  };
}

/** In the folder that the lab serves. Does nothing when they are there. */
export async function ensureRpms(): Promise<void> {
  const served = await packagesFolder();
  const folder = join(served, `rpm-${key()}`);
  await withLock("rpm-repository", async () => {
    if (!existsSync(folder)) await makeAll(folder);
    for (const path of Object.keys(repositories())) link(join(folder, path), join(served, path));
    link(join(folder, "gpg"), join(served, "linux/centos/gpg"));
  });
}

async function makeAll(folder: string): Promise<void> {
  const unfinished = unfinishedPath(folder);
  for (const [path, rpms] of Object.entries(repositories())) {
    const own = join(unfinished, path);
    mkdirSync(own, { recursive: true });
    const made: string[] = [];
    for (const rpm of rpms) made.push(await makeRpm(rpm, own));
    await signRpms(made);
    await run(["createrepo_c", "--quiet", own]);
    await writePublicKey(join(own, "repodata"), "repomd.xml.key");
  }
  await writePublicKey(unfinished, "gpg");
  renameSync(unfinished, folder);
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  symlinkSync(relative(dirname(path), target), path);
}

/** Names what they are made of: definitions with versions in their paths, and every program beside this one. */
function key(): string {
  const hash = createHash("sha256").update(JSON.stringify(repositories()));
  for (const file of readdirSync(import.meta.dirname).filter((each) => /(?<!\.test)\.ts$/.test(each)))
    hash.update(readFileSync(join(import.meta.dirname, file)));
  return hash.digest("hex").slice(0, 12);
}
