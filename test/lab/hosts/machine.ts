// Takes a virtual machine into the lab: it gets an address, a cable and a place in the inventory like any host.
import { randomBytes } from "node:crypto";
import { writeAddressBook } from "./address-book.ts";
import { ensureKeys } from "./keys.ts";
import { LabError } from "./lab-error.ts";
import { withLock } from "./lock.ts";
import { addressOf, assertHostName, labNamespace } from "./names.ts";
import { bridgeTap, ensureNetwork } from "./network.ts";
import { findRecord, freeNumber, type HostRecord, writeRecord } from "./records.ts";
import { assertMachine } from "./requirements-met.ts";
import { ensureServices } from "./services.ts";

type Machine = {
  readonly name: string;
  /** As `dpkg --print-architecture` says it. */
  readonly arch: string;
  /** `ssh-ed25519 AAAA…` of the machine's sshd; `ssh` trusts no other. */
  readonly hostKey: string;
};

/**
 * Makes the lab's network if needed and answers what to boot the machine with: give `tap` to qemu as `ifname` (started
 * with `startInLab({ part: name, argv: withLabNetwork([...]) })`), and have the machine use `record.address`/24 with the
 * gateway 10.77.0.1. It must let in `ops` and `root` with the lab's keys (`publicKey`). From then on `inventory`,
 * `ssh`, `exec`, `status`, `cut`, `heal`, `fill-disk`, `reboot` and `down` work on it. The same name keeps its address.
 */
export async function addMachine({ name, arch, hostKey }: Machine): Promise<{
  readonly record: HostRecord;
  readonly tap: string;
}> {
  assertHostName(name);
  assertMachine("hosts", "packages", "images");
  return withLock(labNamespace, async () => {
    await ensureNetwork();
    await ensureKeys();
    await ensureServices();
    const known = findRecord(name);
    if (known?.kind === "container")
      throw new LabError(`${name} is a host already: \`npm run lab -- down ${name}\` first`);
    const number = known?.number ?? freeNumber();
    const machineId = known?.machineId ?? randomBytes(16).toString("hex");
    const record = {
      name,
      kind: "machine",
      number,
      address: addressOf(number),
      arch,
      hostKey,
      machineId,
    } as const;
    writeRecord(record);
    writeAddressBook();
    const { tap } = await bridgeTap(number);
    return { record, tap };
  });
}
