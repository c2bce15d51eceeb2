// What things of this lab are called: namespaces, control groups, links and addresses.
import { join } from "node:path";
import { labName, stateFolder } from "../paths.ts";
import { LabError } from "./lab-error.ts";

/** The bridge that every host hangs on. The gateway is the lab itself: packages and images are served there. */
export const network = {
  bridge: "lab0",
  gateway: "10.77.0.1",
  broadcast: "10.77.0.255",
  prefixLength: 24,
  firstHost: 11,
  lastHost: 250,
} as const;

/** Network namespace with the bridge, the gateway address, and no uplink. Also the name of the lab's control group. */
export const labNamespace = `wheelhouse-${labName}`;

/** Where a named network namespace of iproute2 is found. */
export const namespacePath = (namespace: string): string => join("/run/netns", namespace);

export const hostNamespace = (host: string): string => `${labNamespace}-${host}`;
export const hostFolder = (host: string): string => join(stateFolder, "hosts", host);

/** The end of a host's cable at the bridge, and its address: both from the number it was given. */
export const linkName = (number: number): string => `host${number}`;
export const addressOf = (number: number): string => `10.77.0.${number}`;

/** This machine's, and so its hosts', as `dpkg --print-architecture` says it. */
export const hostArch = process.arch === "x64" ? "amd64" : process.arch;

/** The same at each boot, or the others would look for the old one. Locally administered. */
export const macOf = (number: number): string => `02:77:00:00:00:${number.toString(16).padStart(2, "0")}`;

/** A lab's name has no dash, so that `wheelhouse-a-b` can only be host b of lab a. */
export function assertLabName(): void {
  if (/^[a-z][a-z0-9]{0,14}$/.test(labName)) return;
  throw new LabError(
    `WHEELHOUSE_LAB_NAME=${labName}: a lab's name is up to 15 lower-case letters and digits, no dash`,
    2,
  );
}

/** Throws unless the name can be a host's: it becomes a hostname and part of a namespace's name. */
export function assertHostName(host: string): void {
  if (taken.has(host)) throw new LabError(`${host} is the name of something else: use another`, 2);
  if (/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/.test(host)) return;
  throw new LabError(
    `${JSON.stringify(host)} cannot be a host's name: use up to 32 lower-case letters, digits and dashes, such as worker1`,
    2,
  );
}

/** The gateway's name, every host's own, and a file that each control group of version 1 has where a host's would be. */
const taken: ReadonlySet<string> = new Set(["lab", "localhost", "tasks"]);
