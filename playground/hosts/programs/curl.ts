// curl: indexes and keys of the repositories of packages, and whether a registry has an image.
import type { Machine, Process, Program } from "../machine.ts";
import { ofMinor, packageNames } from "../node/packages.ts";
import { repositoryKey } from "../node/repository-key.ts";

export const curl: Program = (process) =>
  process.argv.includes("--head") ? heads(process) : repository(process);

async function repository({ argv, out, err }: Process): Promise<number> {
  const url = argv.at(-1) ?? "";
  if (url.startsWith("https://auth.")) {
    await out(`{"token":"${tokenFor(new URL(url).searchParams.get("scope"))}","expires_in":300}\n`);
    return 0;
  }
  if (url.startsWith("http://127.")) {
    await err("curl: (7) Failed to connect: Connection refused\n");
    return 7;
  }
  const [, minor, what] = /\/v1\.(\d+)\/deb\/(Packages|Release\.key)$/.exec(url) ?? [];
  const versions = ofMinor(Number(minor));
  if (versions.length === 0) {
    await err("curl: (22) The requested URL returned error: 403\n");
    return 22;
  }
  if (what === "Release.key") {
    await out(repositoryKey);
    return 0;
  }
  for (const version of versions)
    for (const name of packageNames) await out(`Package: ${name}\nVersion: ${version}\n\n`);
  return 0;
}

/** `--fail-early`: where nobody answers, it ends. A registry has the images of every version that there are packages of. */
async function heads({ argv, machine, out }: Process): Promise<number> {
  const token = argv.find((word) => word.startsWith("Authorization: Bearer "))?.slice(22);
  for (const url of argv.filter((_word, at) => argv[at - 1] === "--url")) {
    const status = statusFor(machine, url, token);
    if (!argv.includes("--output")) await out(headOf(url, status));
    else await out(`${String(status).padStart(3, "0")}\n`);
    if (status === 0) return 6;
  }
  return 0;
}

/** What it prints itself, with the address after it. */
function headOf(url: string, status: number): string {
  const { registry, name } = partsOf(url);
  const challenge = `www-authenticate: Bearer realm="https://auth.${registry}/token",service="${registry}",scope="repository:${name}:pull"`;
  return [`HTTP/2 ${status} `, ...(status === 401 ? [challenge] : []), "", `${url}\n`].join("\r\n");
}

/** A token is good for the one repository that it was asked for. */
function statusFor(machine: Machine, url: string, token: string | undefined): number {
  const { registry, name } = partsOf(url);
  const isLetIn = !machine.disk.wary.has(registry) || token === tokenFor(`repository:${name}:pull`);
  return isLetIn ? statusOf(machine, url) : 401;
}

function tokenFor(scope: string | null): string {
  return Buffer.from(scope ?? "").toString("base64url");
}

function partsOf(url: string): { readonly registry: string; readonly name: string } {
  const [, registry = "", name = ""] = /^https?:\/\/([^/]+)\/v2\/(.*)\/manifests\//.exec(url) ?? [];
  return { registry, name };
}

function statusOf({ disk }: Machine, url: string): number {
  const [, registry = "", tag = ""] = /^https?:\/\/([^/]+)\/v2\/.*\/manifests\/v([\d.]+)$/.exec(url) ?? [];
  if (!registry.includes(".") || registry.startsWith("127.") || disk.silent.has(registry)) return 0;
  const isThere = ofMinor(Number(tag.split(".")[1])).includes(`${tag}-1.1`);
  return isThere && !disk.lost.has(registry) ? 200 : 404;
}
