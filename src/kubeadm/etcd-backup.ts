// Where a snapshot of etcd lies while it is made and proven, and where it is kept.

const data = "/var/lib/etcd";

/** Beside etcd's data, as its container sees no other folder of the machine. */
export function snapshotPath(operation: string): string {
  return `${data}/wheelhouse-${operation}.db`;
}

/** A data directory that is made of it, to be read back and thrown away. */
export function scratchPath(operation: string): string {
  return `${data}/wheelhouse-${operation}-scratch`;
}

export function scratchDatabase(operation: string): string {
  return `${scratchPath(operation)}/member/snap/db`;
}

export const backupFolder = "/var/backups/wheelhouse/etcd";

export function keptSnapshot(operation: string): string {
  return `${backupFolder}/${operation}.db`;
}

/** So many are kept on a machine. */
export const keptCount = 7;
