// The key that signs the lab's repositories: made once, worth nothing outside the lab.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cacheFolder } from "../paths.ts";
import { run } from "../run.ts";

const secretKey = join(cacheFolder, "packages", "signing-key.asc");

/** Writes InRelease and Release.gpg beside a Release file. */
export async function sign(release: string): Promise<void> {
  const folder = dirname(release);
  await withKey(async (gpg) => {
    await gpg(["--clearsign", "--output", join(folder, "InRelease"), release]);
    await gpg(["--armor", "--detach-sign", "--output", join(folder, "Release.gpg"), release]);
  });
}

/** Writes the public key in ASCII, as those repositories offer it; a host needs `gpg --dearmor` for a .gpg keyring. */
export async function writePublicKey(folder: string, name: string): Promise<void> {
  await withKey(async (gpg) => writeFileSync(join(folder, name), await gpg(["--armor", "--export"])));
}

type Gpg = (args: readonly string[]) => Promise<string>;

/** The agent's socket allows only a short path, so the key's home is a temporary folder and ends with its agent. */
export async function withKey(use: (gpg: Gpg, home: string) => Promise<void>): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "lab-gpg-"));
  const gpg: Gpg = (args) =>
    run(["gpg", "--homedir", home, "--batch", "--quiet", "--yes", "--no-tty", ...args]);
  try {
    if (existsSync(secretKey)) await gpg(["--import", secretKey]);
    else await makeKey(gpg);
    await use(gpg, home);
  } finally {
    await run(["gpgconf", "--homedir", home, "--kill", "all"]);
    rmSync(home, { recursive: true, force: true });
  }
}

async function makeKey(gpg: Gpg): Promise<void> {
  await gpg([
    "--passphrase",
    "",
    "--quick-gen-key",
    "isv:kubernetes Lab <lab@wheelhouse.example>",
    "rsa2048",
    "sign",
    "never",
  ]);
  mkdirSync(dirname(secretKey), { recursive: true });
  const unfinished = `${secretKey}.${process.pid}.new`;
  writeFileSync(unfinished, await gpg(["--armor", "--export-secret-keys"]), { mode: 0o600 });
  renameSync(unfinished, secretKey);
}
