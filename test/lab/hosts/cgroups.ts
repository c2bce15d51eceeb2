// Control groups: every process of the lab lives in a child of the group that started it, so that none can hide.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "./lab-error.ts";
import { labNamespace } from "./names.ts";

const root = "/sys/fs/cgroup";

/** Makes the group of a host (or of another part of the lab) in every hierarchy and answers its folders. */
export function makeGroup(part: string): readonly string[] {
  return ownGroups().map(({ hierarchy, path }) => {
    const lab = join(root, hierarchy, path, labNamespace);
    makeFolder(lab);
    if (hierarchy === "cpuset") inheritCpus(lab);
    const folder = join(lab, part);
    makeFolder(folder);
    return folder;
  });
}

/** Ids of the processes in the lab, or in one part of it, wherever in the tree that group was made. */
export function processesIn(part?: string): readonly number[] {
  const folders = groupFolders(part).flatMap(withFoldersBelow);
  return [...new Set(folders.flatMap(processesOf))];
}

/** Ends whatever runs in the lab or in one part of it, and removes the groups. Nothing there is fine too. */
export async function endGroup(part?: string): Promise<void> {
  for (let round = 0; round < 100; round++) {
    const pids = processesIn(part);
    for (const pid of pids) endProcess(pid);
    if (pids.length === 0 && groupFolders(part).every(removeTree)) return;
    await sleep(50);
  }
  throw new LabError(
    `Processes ${processesIn(part).join(", ")} of ${part ?? "the lab"} do not end: look at /proc/<pid>/stack`,
  );
}

/** Names of the parts (hosts and services) that have a group. */
export function groupParts(): readonly string[] {
  return [
    ...new Set(
      groupFolders()
        .flatMap(foldersBelow)
        .map((folder) => basename(folder)),
    ),
  ];
}

/** The groups that this process is in. Version 1 only: one line a hierarchy, `4:memory:/a/b`. */
function ownGroups(): readonly { readonly hierarchy: string; readonly path: string }[] {
  if (!existsSync(join(root, "memory")) || !existsSync(join(root, "systemd"))) {
    throw new LabError(
      `${root} is not laid out as cgroup v1, which the lab's hosts are made for: see test/lab/README.md`,
    );
  }
  const lines = readFileSync("/proc/self/cgroup", "utf8").trim().split("\n");
  return lines.map((line) => {
    const [, controllers = "", path = "/"] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    return { hierarchy: controllers.replace("name=", "") || "unified", path };
  });
}

/** A cpuset without processors takes no process. */
function inheritCpus(folder: string): void {
  for (const file of ["cpuset.cpus", "cpuset.mems"]) {
    writeFileSync(join(folder, file), readFileSync(join(folder, "..", file)));
  }
  writeFileSync(join(folder, "cgroup.clone_children"), "1");
}

/** Found by name, so that a lab is also found whose state is gone or that another shell started. */
function groupFolders(part?: string): readonly string[] {
  const labs = foldersBelow(root).flatMap(labFolders);
  if (part === undefined) return labs;
  return labs.map((folder) => join(folder, part)).filter((folder) => existsSync(folder));
}

function labFolders(folder: string): readonly string[] {
  return foldersBelow(folder).flatMap((below) => {
    const name = basename(below);
    if (name === labNamespace) return [below];
    return name.startsWith("wheelhouse-") ? [] : labFolders(below);
  });
}

function withFoldersBelow(folder: string): readonly string[] {
  return [folder, ...foldersBelow(folder).flatMap(withFoldersBelow)];
}

/** Groups come and go while we look: one that is gone has nothing below. */
function foldersBelow(folder: string): readonly string[] {
  const entries = ifPresent(() => readdirSync(folder, { withFileTypes: true })) ?? [];
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
}

function processesOf(folder: string): readonly number[] {
  const text = ifPresent(() => readFileSync(join(folder, "cgroup.procs"), "utf8")) ?? "";
  // A process of a namespace that we cannot see into shows as 0.
  return text
    .split("\n")
    .map(Number)
    .filter((pid) => pid > 0);
}

function endProcess(pid: number): void {
  ifPresent(() => process.kill(pid, "SIGKILL"));
}

function removeTree(folder: string): boolean {
  for (const below of foldersBelow(folder)) removeTree(below);
  ifPresent(() => rmdirSync(folder));
  return !existsSync(folder);
}

function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
}

const gone = new Set(["ENOENT", "ESRCH", "ENODEV", "EBUSY", "ENOTDIR"]);

function ifPresent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && gone.has(String(error.code))) return undefined;
    throw error;
  }
}
