// Where the lab keeps things: what is built once stays in the cache, what belongs to running hosts goes away with them.
import { homedir } from "node:os";
import { join } from "node:path";

/** Several labs may run side by side: the name is in the network namespaces, the cgroups and the state folder. */
export const labName = process.env.WHEELHOUSE_LAB_NAME ?? "lab";

/** Programs, packages, images and root file systems, keyed by their versions. Safe to delete; a cold build makes it anew. */
export const cacheFolder =
  process.env.WHEELHOUSE_LAB_CACHE ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "wheelhouse-lab");

/** Keys, disks, logs and pids of the lab's hosts. `lab down` empties it. */
export const stateFolder = process.env.WHEELHOUSE_LAB_STATE ?? join("/var/tmp/wheelhouse-lab", labName);
