// Debian's arm64 packages on a machine of any architecture, without telling the machine's own apt about arm64.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../run.ts";

export type Apt = { readonly cwd: string; readonly env: Readonly<Record<string, string>> };

/** An apt of its own in a folder, with the lists of Debian's archive for arm64. */
export async function arm64Apt(cwd: string): Promise<Apt> {
  for (const folder of ["lists/partial", "cache/archives/partial"]) {
    mkdirSync(join(cwd, folder), { recursive: true });
  }
  writeFileSync(
    join(cwd, "sources.list"),
    sources.map((line) => `deb [signed-by=${keyring}] ${line} main\n`).join(""),
  );
  writeFileSync(join(cwd, "apt.conf"), configuration(cwd));
  const apt = { cwd, env: { APT_CONFIG: join(cwd, "apt.conf") } };
  await run(["apt-get", "--quiet", "update"], apt);
  return apt;
}

/** Downloads `name` or `name=version` into a folder, without what they depend on. */
export async function fetchPackages(
  { env }: Apt,
  folder: string,
  packages: readonly string[],
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await run(["apt-get", "--quiet", "download", ...packages], { cwd: folder, env });
}

/** The package that `linux-image-cloud-arm64` stands for today. */
export async function kernelPackage(apt: Apt): Promise<string> {
  const depends = await run(["apt-cache", "depends", "linux-image-cloud-arm64"], apt);
  const name = /Depends: (linux-image-\S+)/.exec(depends)?.[1];
  if (!name) throw new Error(`linux-image-cloud-arm64 names no kernel: ${depends}`);
  return name;
}

/** As on the lab's other hosts, whose packages must be found here in the same versions. */
const sources = [
  "http://deb.debian.org/debian bookworm",
  "http://deb.debian.org/debian bookworm-updates",
  "http://deb.debian.org/debian-security bookworm-security",
];
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

function configuration(folder: string): string {
  return `
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Sandbox::User "root";
Dir::State::status "/dev/null";
Dir::State::lists "${folder}/lists";
Dir::Cache "${folder}/cache";
Dir::Etc::sourcelist "${folder}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
`;
}
