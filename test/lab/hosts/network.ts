// The lab's network: a bridge in a namespace of its own without any uplink, so nothing can leak to or from the machine.
import { readdirSync, rmdirSync } from "node:fs";
import { outcomeOf, run } from "../run.ts";
import { addressOf, hostNamespace, labNamespace, linkName, namespacePath, network } from "./names.ts";

/** Makes the namespace and its bridge, or completes what an interrupted call left. */
export async function ensureNetwork(): Promise<void> {
  if (!(await isAlive(labNamespace))) {
    await removeNamespace(labNamespace);
    await run(["ip", "netns", "add", labNamespace]);
  }
  const link = await outcomeOf(inLab("link", "show", network.bridge));
  if (link.code !== 0) await run(inLab("link", "add", network.bridge, "type", "bridge"));
  await run(inLab("addr", "replace", `${network.gateway}/${network.prefixLength}`, "dev", network.bridge));
  await run(inLab("link", "set", network.bridge, "up"));
  await run(inLab("link", "set", "lo", "up"));
}

/** Namespaces of this lab that exist: its own, and one a host. */
export function namespaces(): readonly string[] {
  return entriesOf("/run/netns").filter(
    (name) => name === labNamespace || name.startsWith(hostNamespace("")),
  );
}

export async function removeNamespace(namespace: string): Promise<void> {
  if (entriesOf("/run/netns").includes(namespace)) await run(["ip", "netns", "delete", namespace]);
  if (entriesOf("/run/netns").length === 0) await removeNamespaceFolder();
}

/** Removes the bridge's end of a cable, and with it the other. None there is fine too. */
export async function removeLink(link: string): Promise<void> {
  if ((await outcomeOf(inLab("link", "show", link))).code === 0) await run(inLab("link", "delete", link));
}

/** Pulls the host's cable out, or plugs it in again. Works for anything that hangs on the bridge. */
export async function setCable(number: number, state: "up" | "down"): Promise<void> {
  await run(inLab("link", "set", linkName(number), state));
}

/** Whether the cable is plugged in. False too when there is none. */
export async function isCableUp(number: number): Promise<boolean> {
  const { stdout } = await outcomeOf(inLab("link", "show", linkName(number)));
  return /<[^>]*\bUP\b/.test(stdout);
}

/**
 * A tap on the bridge for a virtual machine, made anew. Give it to qemu as `ifname`, started inside the lab's
 * namespace. The machine must use the address and the gateway that are answered.
 */
export async function bridgeTap(number: number): Promise<{ readonly tap: string; readonly address: string }> {
  const tap = linkName(number);
  await removeLink(tap);
  await run(inLab("tuntap", "add", tap, "mode", "tap"));
  await run(inLab("link", "set", tap, "master", network.bridge, "up"));
  return { tap, address: addressOf(number) };
}

/** Argv that runs a program of this machine with the lab's network. */
export function withLabNetwork(argv: readonly string[]): readonly string[] {
  return ["nsenter", `--net=${namespacePath(labNamespace)}`, "--", ...argv];
}

const inLab = (...args: readonly string[]): readonly string[] => ["ip", "-n", labNamespace, ...args];

/** A call killed between making the name and mounting the namespace leaves a name that leads nowhere. */
async function isAlive(namespace: string): Promise<boolean> {
  if (!entriesOf("/run/netns").includes(namespace)) return false;
  const { code } = await outcomeOf(["nsenter", `--net=${namespacePath(namespace)}`, "true"]);
  return code === 0;
}

/** iproute2 mounts this folder on itself when it makes the first namespace; with the last one it goes again. */
async function removeNamespaceFolder(): Promise<void> {
  const { code } = await outcomeOf(["umount", "/run/netns"]);
  if (code === 0 && entriesOf("/run/netns").length === 0) rmdirSync("/run/netns");
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
