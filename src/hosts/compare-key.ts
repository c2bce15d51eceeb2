// How a person compares a host's key with what the machine itself says.
import type { HostKey } from "./host.ts";

/** For its console, where nobody is in between; the files are those of OpenSSH. */
export function comparingCommand({ type }: Pick<HostKey, "type">): string {
  return `ssh-keygen -lf /etc/ssh/ssh_host_${fileOf(type)}_key.pub`;
}

function fileOf(type: string): string {
  if (type.startsWith("ecdsa")) return "ecdsa";
  return type === "ssh-rsa" ? "rsa" : "ed25519";
}
