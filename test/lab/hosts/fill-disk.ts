// Fills the disk of a host until writes fail with ENOSPC, and empties it again.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exec } from "./exec.ts";
import { LabError } from "./lab-error.ts";
import { hostFolder } from "./names.ts";
import { hostRecord } from "./records.ts";

type Options = {
  /** Folder on the host that gets the big file. */
  readonly folder?: string;
  readonly freeBytes?: number;
};

/** Puts one big file (`lab-fill-disk`) into the folder, so that only that much is free. Twice is fine. */
export async function fillDisk(
  host: string,
  { folder = "/var/log", freeBytes = 0 }: Options = {},
): Promise<void> {
  hostRecord(host);
  // Before the file: `--undo` finds it also when this call is killed.
  writeFileSync(markFile(host), JSON.stringify([...new Set([...filledFolders(host), folder])]));
  const { code, stderr } = await exec(host, [
    "sh",
    "-c",
    script,
    "sh",
    join(folder, fileName),
    String(freeBytes),
  ]);
  if (code !== 0) throw new LabError(`${host}: ${stderr.trim()}`);
}

/** Removes what fillDisk put there. Nothing there is fine. */
export async function emptyDisk(host: string): Promise<void> {
  hostRecord(host);
  const files = filledFolders(host).map((folder) => join(folder, fileName));
  if (files.length > 0) await exec(host, ["rm", "-f", ...files]);
  rmSync(markFile(host), { force: true });
}

const fileName = "lab-fill-disk";
const markFile = (host: string): string => join(hostFolder(host), "filled.json");

function filledFolders(host: string): readonly string[] {
  const file = markFile(host);
  // Only fillDisk writes it.
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as readonly string[]) : [];
}

// Blocks are reserved and not written, so the machine's own disk stays as it is. A map of blocks needs a little room.
const script = `
set -u
file=$1 keep=$2 folder=$(dirname "$1")
[ -d "$folder" ] || { echo "there is no folder $folder" >&2; exit 1; }
type=$(stat --file-system --format=%T "$folder")
[ "$type" = ext2/ext3 ] || { echo "$folder is not on the disk but on $type" >&2; exit 1; }
rm -f "$file"
available() { df --block-size=1 --output=avail "$folder" | tail -1; }
size=$(($(available) - keep))
[ "$size" -gt 0 ] || exit 0
fallocate --length "$size" "$file" || fallocate --length $((size - 1048576)) "$file" || exit 1
[ "$keep" -gt 0 ] || cat /dev/zero >>"$file" 2>/dev/null
exit 0
`;
