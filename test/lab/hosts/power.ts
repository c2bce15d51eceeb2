// Turns hosts off and on again: as systemd does it, or as a power cut does.
import { setTimeout as sleep } from "node:timers/promises";
import { endGroup } from "./cgroups.ts";
import { exec, leaderOf } from "./exec.ts";
import { LabError } from "./lab-error.ts";
import { withLock } from "./lock.ts";
import { labNamespace } from "./names.ts";
import { isCableUp, setCable } from "./network.ts";
import { hostRecord } from "./records.ts";
import { startHost, waitUntilStarted } from "./up.ts";

/** `systemctl reboot`, and waits until everything has started again (60 s at most each way). The disk is kept. */
export async function reboot(host: string): Promise<void> {
  const before = await bootOf(host);
  await exec(host, ["systemctl", "reboot"]);
  const deadline = Date.now() + 60_000;
  while (await isStillIn(host, before)) {
    if (Date.now() > deadline)
      throw new LabError(`${host} has not gone down within 60 s of \`systemctl reboot\``);
    await sleep(100);
  }
  await waitUntilStarted(host);
}

/** Power cut: every process ends at once. `up` starts the host with the disk as it was. Off already is fine. */
export async function off(host: string): Promise<void> {
  const { number } = hostRecord(host);
  await withLock(labNamespace, async () => {
    await endGroup(host);
    // The kernel is the machine's and would refuse connections at the address of a host without power.
    if (await isCableUp(number)) await setCable(number, "down");
  });
}

/** Power cut and power back, without a word to systemd. */
export async function reset(host: string): Promise<void> {
  const record = hostRecord(host);
  if (record.kind === "machine") throw new LabError(`${host} is a virtual machine: its owner starts it`, 2);
  await withLock(labNamespace, async () => {
    await endGroup(host);
    await startHost(record);
    await waitUntilStarted(host);
  });
}

/**
 * What is another after a reboot: a container's PID 1 as this machine numbers it. systemd-shutdown stops every process in the host
 * before it ends them, and an nsenter whose child is stopped stops as well and is never continued: nothing may be run in there.
 */
async function bootOf(host: string): Promise<string> {
  if (hostRecord(host).kind === "container") return String(leaderOf(host));
  const { stdout } = await exec(host, ["cat", "/proc/sys/kernel/random/boot_id"]);
  return stdout.trim();
}

async function isStillIn(host: string, boot: string): Promise<boolean> {
  return (await bootOf(host)) === boot;
}
