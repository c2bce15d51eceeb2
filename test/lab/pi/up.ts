// Brings up a Pi: a host of the lab that is a whole machine, with arm64's processor, its own kernel, clock and swap.

import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hostsText, writeAddressBook } from "../hosts/address-book.ts";
import { endGroup, processesIn } from "../hosts/cgroups.ts";
import { exec, logFile } from "../hosts/exec.ts";
import { ensureKeys, hostKeyIn, makeKey, publicKey } from "../hosts/keys.ts";
import { LabError } from "../hosts/lab-error.ts";
import { withLock } from "../hosts/lock.ts";
import { addressOf, assertHostName, hostFolder, labNamespace, network } from "../hosts/names.ts";
import { bridgeTap, ensureNetwork, withLabNetwork } from "../hosts/network.ts";
import { findRecord, freeNumber, type HostRecord, writeRecord } from "../hosts/records.ts";
import { ensureServices } from "../hosts/services.ts";
import { startInLab } from "../hosts/start.ts";
import { missingPackages } from "../requirements.ts";
import { run } from "../run.ts";
import { ensurePiBase, type PiBase } from "./base.ts";
import { makeInitramfs } from "./initramfs.ts";
import { qemuArgv } from "./machine.ts";

export type PiOptions = {
  /** Appended to the kernel's command line at this boot. */
  readonly kernelArguments?: readonly string[];
  /** The time the clock shows at this boot, as on a board whose clock has no battery. */
  readonly clock?: Date;
  /** As /etc/machine-id has it; its own if not given. Counts when the Pi is made. */
  readonly machineId?: string;
};

const memoryMegabytes = 1536;
/** Emulated, beside other work: half a minute on a free machine. */
const startDeadlineMs = 10 * 60_000;

/** Starts a Pi that does not run yet and waits until systemd has started everything on it. */
export async function upPi(host: string, options: PiOptions = {}): Promise<void> {
  assertHostName(host);
  const missing = await missingPackages("pi");
  if (missing.length > 0) throw new LabError(`Not installed for a Pi: ${missing.join(", ")}`);
  await withLock(labNamespace, async () => {
    await ensureNetwork();
    await ensureKeys();
    await ensureServices();
    const base = await ensurePiBase();
    const record = findRecord(host) ?? (await createRecord(host, options));
    if (record.kind !== "machine")
      throw new LabError(`${host} is no Pi: \`npm run lab -- down ${host}\` removes it`, 2);
    writeAddressBook();
    if (processesIn(host).length === 0) await startMachine(record, base, options);
  });
  await waitUntilStarted(host);
}

/** Off and on again, with another kernel command line or another clock. The disk stays. */
export async function restartPi(host: string, options: PiOptions = {}): Promise<void> {
  await exec(host, "systemctl poweroff");
  const deadline = Date.now() + 120_000;
  // qemu ends without telling anybody.
  while (processesIn(host).length > 0 && Date.now() < deadline) await sleep(200);
  await endGroup(host);
  await upPi(host, options);
}

async function createRecord(host: string, { machineId }: PiOptions): Promise<HostRecord> {
  const number = freeNumber();
  mkdirSync(hostFolder(host), { recursive: true });
  const key = join(hostFolder(host), "ssh_host_ed25519_key");
  await makeKey(key, `root@${host}`);
  const record = {
    name: host,
    kind: "machine",
    number,
    address: addressOf(number),
    arch: "arm64",
    hostKey: hostKeyIn(`${key}.pub`),
    machineId: machineId ?? randomBytes(16).toString("hex"),
  } as const;
  writeRecord(record);
  return record;
}

async function startMachine(record: HostRecord, base: PiBase, options: PiOptions): Promise<void> {
  const folder = hostFolder(record.name);
  const disk = join(folder, "disk.qcow2");
  if (!existsSync(disk))
    await run(["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", base.disk, disk]);
  const initramfs = join(folder, "initramfs");
  await makeInitramfs(base.early, seedTree(record), initramfs);
  const { tap } = await bridgeTap(record.number);
  const argv = qemuArgv({
    kernel: base.kernel,
    initramfs,
    disk,
    tap,
    macAddress: `52:54:00:77:00:${record.number.toString(16).padStart(2, "0")}`,
    memoryMegabytes,
    kernelArguments: options.kernelArguments ?? [],
    ...(options.clock && { clock: options.clock }),
    console: `${logFile(record.name)}`,
  });
  await startInLab({
    part: record.name,
    argv: withLabNetwork(["nice", ...argv]),
    logFile: join(folder, "qemu.log"),
  });
}

/** What is this Pi's and nobody else's, as its first process expects it. */
function seedTree(record: HostRecord): string {
  const tree = join(hostFolder(record.name), "seed");
  const write = (path: string, text: string): void => writeFileSync(join(tree, path), text);
  rmSync(tree, { recursive: true, force: true });
  for (const folder of ["seed/etc/ssh", "seed/root/.ssh", "seed/home/ops/.ssh"]) {
    mkdirSync(join(tree, folder), { recursive: true });
  }
  write("network", `address=${record.address}/${network.prefixLength}\ngateway=${network.gateway}\n`);
  write("seed/etc/hostname", `${record.name}\n`);
  write("seed/etc/machine-id", `${record.machineId}\n`);
  write("seed/etc/hosts", hostsText());
  write("seed/root/.ssh/authorized_keys", publicKey("root"));
  write("seed/home/ops/.ssh/authorized_keys", publicKey("ops"));
  for (const file of ["ssh_host_ed25519_key", "ssh_host_ed25519_key.pub"]) {
    copyFileSync(join(hostFolder(record.name), file), join(tree, "seed/etc/ssh", file));
  }
  return tree;
}

async function waitUntilStarted(host: string): Promise<void> {
  const deadline = Date.now() + startDeadlineMs;
  while (Date.now() < deadline) {
    const { stdout } = await exec(host, "systemctl is-system-running --wait");
    if (["running", "degraded"].includes(stdout.trim())) return;
    await sleep(500);
    // Only now: qemu has had the time to appear.
    if (processesIn(host).length === 0) throw new LabError(`${host} has ended: see ${logFile(host)}`);
  }
  throw new LabError(`${host} has not started within ${startDeadlineMs / 60_000} min: see ${logFile(host)}`);
}
