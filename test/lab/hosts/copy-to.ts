// Puts a file or a folder of this machine onto a host, through the same door as exec.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { text } from "node:stream/consumers";
import { execArgv } from "./exec.ts";
import { LabError } from "./lab-error.ts";

/** `remotePath` is the name of the copy. Folders above it are made, modes are kept, the owner becomes root. */
export async function copyTo(host: string, localPath: string, remotePath: string): Promise<void> {
  const isFolder = statSync(localPath).isDirectory();
  const [from, what] = isFolder ? [localPath, "."] : [dirname(localPath), basename(localPath)];
  const script = isFolder ? unpackFolder : unpackFile;
  const [program = "", ...args] = execArgv(host, ["sh", "-c", script, "sh", remotePath]);
  const pack = spawn("tar", ["--create", "--directory", from, "--file", "-", what], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const unpack = spawn(program, args, { stdio: [pack.stdout, "ignore", "pipe"] });
  // Our copy of the pipe: without closing it here, tar would never learn that the other side is gone.
  pack.stdout.destroy();
  const ends = Promise.all([once(pack, "exit"), once(unpack, "exit")]);
  const complaint = await text(unpack.stderr);
  const [[packCode], [unpackCode]] = await ends;
  if (packCode === 0 && unpackCode === 0) return;
  throw new LabError(`${host}: ${localPath} could not be copied to ${remotePath}: ${complaint.trim()}`);
}

const unpackFolder = 'mkdir -p "$1" && tar --extract --no-same-owner --directory "$1"';
const unpackFile = `
folder=$(dirname "$1")
mkdir -p "$folder" && new=$(mktemp -d "$folder/.copy-XXXXXX") || exit 1
tar --extract --no-same-owner --directory "$new" && mv -T "$new"/* "$1"
code=$?
rm -rf "$new"
exit $code
`;
