// Takes hosts down, disks included. Finds what there is by name, so a crashed or forgotten lab goes too.
import { existsSync, renameSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { stateFolder } from "../paths.ts";
import { run } from "../run.ts";
import { writeAddressBook } from "./address-book.ts";
import { endGroup } from "./cgroups.ts";
import { LabError } from "./lab-error.ts";
import { withLock } from "./lock.ts";
import { assertHostName, hostFolder, hostNamespace, labNamespace, linkName } from "./names.ts";
import { namespaces, removeLink, removeNamespace } from "./network.ts";
import { findRecord } from "./records.ts";
import { assertMachine } from "./requirements-met.ts";

/** With no names: everything that the lab has on this machine. What is not there is fine too. */
export async function down(hosts: readonly string[] = []): Promise<void> {
  for (const host of hosts) assertHostName(host);
  assertMachine("hosts");
  await withLock(labNamespace, async () => {
    if (hosts.length === 0) return removeLab();
    for (const host of hosts) await removeHost(host);
    if (existsSync(stateFolder)) writeAddressBook();
  });
}

async function removeHost(host: string): Promise<void> {
  const record = findRecord(host);
  await endGroup(host);
  if (record) await removeLink(linkName(record.number));
  await removeNamespace(hostNamespace(host));
  await waitForLoopDevices(hostFolder(host));
  discard(hostFolder(host));
}

async function removeLab(): Promise<void> {
  await endGroup();
  for (const namespace of namespaces()) await removeNamespace(namespace);
  await waitForLoopDevices(stateFolder);
  discard(stateFolder);
}

/** Renamed first: half a folder would count as a host with other keys than its disk has, or as a lab without its keys. */
function discard(folder: string): void {
  const discarded = `${stateFolder}-discarded`;
  rmSync(discarded, { recursive: true, force: true });
  if (existsSync(folder)) renameSync(folder, discarded);
  rmSync(discarded, { recursive: true, force: true });
}

/** A loop device lets go of its file a moment after the mount namespace of the last process is gone. */
async function waitForLoopDevices(folder: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const files = await run(["losetup", "--list", "--noheadings", "--output", "BACK-FILE"]);
    const ours = files.split("\n").filter((file) => file.startsWith(`${folder}/`));
    if (ours.length === 0) return;
    await sleep(50);
  }
  throw new LabError(`A loop device still uses a file in ${folder}: \`losetup --list\` shows it`);
}
