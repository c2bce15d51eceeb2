// Brings hosts up: whatever is there already stays, whatever is half there is made whole.

import { randomBytes } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { rpmBase } from "../rpm/base.ts";
import { ensureRpms } from "../rpm/repositories.ts";
import { run } from "../run.ts";
import { hostsText, writeAddressBook } from "./address-book.ts";
import { ensureBase } from "./base.ts";
import { endGroup, groupParts, processesIn } from "./cgroups.ts";
import { exec, leaderOf, logFile } from "./exec.ts";
import { assertInotify, instancesOf } from "./inotify.ts";
import { ensureKeys, hostKeyIn, makeKey, publicKey } from "./keys.ts";
import { LabError } from "./lab-error.ts";
import { withLock } from "./lock.ts";
import {
  addressOf,
  assertHostName,
  hostArch,
  hostFolder,
  hostNamespace,
  labNamespace,
  linkName,
  macOf,
  network,
} from "./names.ts";
import { ensureNetwork } from "./network.ts";
import { findRecord, freeNumber, type HostRecord, hostRecords, writeRecord } from "./records.ts";
import { assertMachine } from "./requirements-met.ts";
import { ensureServices } from "./services.ts";
import { startInLab } from "./start.ts";

/**
 * Starts the hosts that do not run yet and waits until systemd has started everything on them (60 s at most). The
 * first call on a machine makes the base disk, which takes a minute. Throws a LabError that names the host.
 */
export async function up(names: readonly string[]): Promise<void> {
  const hosts = [...new Set(names)];
  for (const host of hosts) assertHostName(host);
  assertMachine("hosts", "packages", "images");
  assertInotify(hosts.filter((host) => !runs(host)).length * instancesOf.host);
  await withLock(labNamespace, async () => {
    await endForgottenHosts();
    await ensureNetwork();
    await ensureKeys();
    await ensureServices();
    for (const host of hosts) await ensureHost(host, await baseOf(host));
    writeAddressBook();
    await Promise.all(hosts.map(waitUntilStarted));
    await tellEveryHostTheNames();
  });
}

/** A host whose name begins with `rpm` has packages of that kind, and dnf. */
async function baseOf(host: string): Promise<string> {
  if (!host.startsWith("rpm")) return ensureBase();
  assertMachine("rpm");
  await ensureRpms();
  return ensureBase(rpmBase);
}

/** Hosts that run while the state folder knows nothing of them: nobody has their keys any more. */
async function endForgottenHosts(): Promise<void> {
  const hosts = groupParts().filter((part) => !part.startsWith("_") && !findRecord(part));
  for (const host of hosts) await endGroup(host);
}

async function ensureHost(host: string, base: string): Promise<void> {
  const record = findRecord(host) ?? (await createRecord(host));
  if (record.kind === "machine")
    throw new LabError(`${host} is a virtual machine: it is not started with \`up\``, 2);
  if (runs(host)) return;
  await endGroup(host);
  await ensureDisk(record, base);
  await startHost(record);
}

/** A host whose keeper was killed would not survive its next reboot, so it does not count. */
function runs(host: string): boolean {
  const keeper = processesIn(host).some((pid) => commandOf(pid).includes("host-run.sh"));
  return keeper && leaderOf(host) !== undefined;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

async function createRecord(host: string): Promise<HostRecord> {
  const number = freeNumber();
  mkdirSync(hostFolder(host), { recursive: true });
  const key = join(hostFolder(host), "ssh_host_ed25519_key");
  await makeKey(key, `root@${host}`);
  const record = {
    name: host,
    kind: "container",
    number,
    address: addressOf(number),
    arch: hostArch,
    hostKey: hostKeyIn(`${key}.pub`),
    machineId: randomBytes(16).toString("hex"),
  } as const;
  writeRecord(record);
  return record;
}

async function ensureDisk(record: HostRecord, base: string): Promise<void> {
  const disk = join(hostFolder(record.name), "disk.ext4");
  if (existsSync(disk)) return;
  writeSeed(record);
  await run(["cp", "--sparse=always", base, `${disk}.new`]);
  renameSync(`${disk}.new`, disk);
}

/** Files that the first boot copies onto the new disk: what is this host's and nobody else's. */
function writeSeed({ name, machineId }: HostRecord): void {
  const seed = join(hostFolder(name), "seed");
  rmSync(seed, { recursive: true, force: true });
  for (const folder of ["etc/ssh", "root/.ssh", "home/ops/.ssh"])
    mkdirSync(join(seed, folder), { recursive: true });
  for (const folder of ["root", "root/.ssh", "home/ops", "home/ops/.ssh"]) {
    mkdirSync(join(seed, folder), { recursive: true });
  }
  const write = (path: string, text: string): void => writeFileSync(join(seed, path), text);
  write("etc/hostname", `${name}\n`);
  write("etc/machine-id", `${machineId}\n`);
  write("etc/hosts", hostsText());
  write("root/.ssh/authorized_keys", publicKey("root"));
  write("home/ops/.ssh/authorized_keys", publicKey("ops"));
  for (const file of ["ssh_host_ed25519_key", "ssh_host_ed25519_key.pub"]) {
    copyFileSync(join(hostFolder(name), file), join(seed, "etc/ssh", file));
  }
}

export function startHost({ name, number, address, machineId }: HostRecord): Promise<void> {
  return startInLab({
    part: name,
    argv: [join(import.meta.dirname, "host-run.sh")],
    logFile: logFile(name),
    env: {
      LAB_HOST: name,
      LAB_HOST_FOLDER: hostFolder(name),
      LAB_HOST_NAMESPACE: hostNamespace(name),
      LAB_MACHINE_ID: machineId,
      LAB_NAMESPACE: labNamespace,
      LAB_LINK: linkName(number),
      LAB_MAC: macOf(number),
      LAB_BRIDGE: network.bridge,
      LAB_ADDRESS: `${address}/${network.prefixLength}`,
      LAB_GATEWAY: network.gateway,
    },
  });
}

/** Everything is started, or some unit has failed: both are states that a test may want. */
const started = new Set(["running", "degraded"]);

/** Rejects when systemd on the host has not started everything after 60 s. */
export async function waitUntilStarted(host: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (processesIn(host).length === 0)
      throw new LabError(`${host} ended while it started: see ${logFile(host)}`);
    if (leaderOf(host) !== undefined) {
      const { stdout } = await exec(host, ["systemctl", "is-system-running", "--wait"]);
      if (started.has(stdout.trim())) return;
    }
    // Nothing announces the moment when the init of a host appears.
    await sleep(100);
  }
  throw new LabError(`${host} has not started within 60 s: see ${logFile(host)}`);
}

/** A new host changes the names that the others know. */
async function tellEveryHostTheNames(): Promise<void> {
  const text = hostsText();
  const here = hostRecords().filter(({ name, kind }) => kind === "container" && leaderOf(name) !== undefined);
  await Promise.all(here.map(({ name }) => exec(name, "cat >/etc/hosts", { input: text })));
}
