// What the other parts of the lab, and tests, use of its hosts.
export { copyTo } from "./copy-to.ts";
export { cut, heal } from "./cut.ts";
export { down } from "./down.ts";
export { type Command, exec, execArgv, ssh, sshArgv } from "./exec.ts";
export { emptyDisk, fillDisk } from "./fill-disk.ts";
export { type HostStatus, type InventoryEntry, inventory, status } from "./inventory.ts";
export { identityFile, publicKey } from "./keys.ts";
export { LabError } from "./lab-error.ts";
export { labNamespace } from "./names.ts";
export { withLabNetwork } from "./network.ts";
export { off, reboot, reset } from "./power.ts";
export { runInLabArgv } from "./run-in-lab.ts";
export { startInLab } from "./start.ts";
export { up, waitUntilStarted } from "./up.ts";
export { listenForWake } from "./wake-on-lan.ts";
