// Names of what one operation at a time may work on. Whoever holds several of them holds all of them or none.

/** The default of a plan: nothing else runs on its cluster. */
export function clusterLock(cluster: string): string {
  return `cluster/${cluster}`;
}

/**
 * Whether one node takes pods. A drain holds it beside its cluster; an uncordon holds nothing else, so that a drain that waits for
 * room on another node does not keep anybody from making that room.
 */
export function nodeLock(cluster: string, node: string): string {
  return `node/${cluster}/${node}`;
}

/** Which key a machine has to show; the machine may be in no cluster yet. */
export function hostLock(host: string): string {
  return `host/${host}`;
}

/** What is busy, as people call it: `home`, `w3`. */
export function sayLock(lock: string): string {
  return lock.slice(lock.lastIndexOf("/") + 1);
}

/** A cluster has one campaign at a time, however long that rests. */
export function campaignLock(cluster: string): string {
  return `campaign/${cluster}`;
}

/** Whatever changes a cluster holds it besides, but for the stages of the campaign that holds it meanwhile. */
export function stagesLock(cluster: string): string {
  return `stages/${cluster}`;
}
