// What the set-up writes: whole files or nothing, for their owner's eyes only, and what a disk refuses in words.
import {
  accessSync,
  chmodSync,
  constants,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { ConfigError } from "#src/base/errors.ts";
import { attempt } from "#src/config/read-file.ts";

const ownerOnly = 0o600;

const words: Readonly<Record<string, string>> = {
  EACCES: "this user may not",
  EPERM: "this user may not",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENOENT: "its folder is not there",
  ENOTDIR: "its folder is a file",
  EISDIR: "it is a folder",
  ERR_FS_EISDIR: "it is a folder",
};

/** Undefined where there is none. Throws ConfigError. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw refused("read", path, error);
  }
}

/** Beside it first, then in its place: a full disk leaves the old one. Throws ConfigError. */
export function writePrivately(path: string, text: string): void {
  const beside = `${path}.new`;
  try {
    rmSync(beside, { force: true });
    writeFileSync(beside, text, { mode: ownerOnly, flag: "wx", flush: true });
    renameSync(beside, path);
  } catch (error) {
    attempt(() => rmSync(beside, { force: true }));
    throw refused("write", path, error);
  }
}

/** Takes the rights of all others. True if there were any. */
export function makePrivate(path: string): boolean {
  if ((statSync(path).mode & 0o077) === 0) return false;
  chmodSync(path, ownerOnly);
  return true;
}

/** Before anybody types anything. Throws ConfigError. */
export function checkFolder(path: string): void {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw refused("write into", path, error);
  }
}

function refused(what: string, path: string, cause: unknown): ConfigError {
  const code = codeOf(cause);
  return new ConfigError(`Cannot ${what} ${path}: ${words[code] ?? code}.`, { cause });
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
