// Every host's root is the machine's root, and root may hold only so many inotify instances (fs.inotify.max_user_instances). Where they
// run out, systemd ends while it starts and a kubelet never makes its Node, and neither says why.
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { LabError } from "./lab-error.ts";

/** What was counted on hosts of the lab (`find /proc/[0-9]*\/fd -lname anon_inode:inotify`). */
export const instancesOf = { host: 8, controlPlane: 22, worker: 9 } as const;

/** @throws LabError when that many more do not fit */
export function assertInotify(wanted: number, { used, most } = inotifyInstances()): void {
  if (wanted === 0 || used + wanted <= most) return;
  throw new LabError(
    `This needs about ${wanted} inotify instances more, and ${used} of the ${most} that root may have are in use: take another lab down, or raise fs.inotify.max_user_instances on this machine`,
  );
}

function inotifyInstances(): { readonly used: number; readonly most: number } {
  const most = Number(readFileSync("/proc/sys/fs/inotify/max_user_instances", "utf8"));
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return { used: pids.reduce((sum, pid) => sum + instancesIn(pid), 0), most };
}

/** 0 for a process that has ended meanwhile, or is not root's. */
function instancesIn(pid: string): number {
  try {
    if (statSync(`/proc/${pid}`).uid !== 0) return 0;
    return readdirSync(`/proc/${pid}/fd`).filter(
      (fd) => targetOf(`/proc/${pid}/fd/${fd}`) === "anon_inode:inotify",
    ).length;
  } catch {
    return 0;
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}
