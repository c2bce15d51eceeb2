// The lab's keys: `ops` is what the bot logs in with, `root` is for the lab itself.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stateFolder } from "../paths.ts";
import { run } from "../run.ts";

export type Login = "ops" | "root";

export const identityFile = (login: Login): string => join(stateFolder, "keys", login);

/** Makes both keys once for each lab. */
export async function ensureKeys(): Promise<void> {
  mkdirSync(join(stateFolder, "keys"), { recursive: true, mode: 0o700 });
  for (const login of ["ops", "root"] as const) {
    if (!existsSync(`${identityFile(login)}.pub`)) await makeKey(identityFile(login), `${login}@lab`);
  }
}

export function publicKey(login: Login): string {
  return readFileSync(`${identityFile(login)}.pub`, "utf8");
}

/** Overwrites what an interrupted call left half-made. */
export async function makeKey(file: string, comment: string): Promise<void> {
  await run(["sh", "-c", 'yes | ssh-keygen -q -t ed25519 -N "" -C "$2" -f "$1"', "sh", file, comment]);
}

/** Key type and key, without the comment. */
export function hostKeyIn(publicKeyFile: string): string {
  return readFileSync(publicKeyFile, "utf8").split(" ", 2).join(" ");
}
