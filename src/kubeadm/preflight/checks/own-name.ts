// Debian writes a machine's own name next to 127.0.1.1, which no node may use.
import { few } from "#src/base/text.ts";
import { type Check, findings } from "../finding.ts";

const { passed, warning } = findings("own name");

export const ownName: Check = ({ host: { hostname, ownAddresses } }) => {
  if (ownAddresses.length === 0)
    return [warning(`it does not know its own name ${hostname}`, "Write it into its /etc/hosts.")];
  if (!ownAddresses.every(isLoopback)) return [passed(`means ${few(ownAddresses, 2)}`)];
  return [warning(`${hostname} means ${few(ownAddresses, 2)} to itself, so the kubelet is told its address`)];
};

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}
