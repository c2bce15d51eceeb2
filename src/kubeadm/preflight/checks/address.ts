// Several addresses: the kubelet would guess one, so it is told which.
import { few } from "#src/base/text.ts";
import { type Check, findings } from "../finding.ts";
import { nodeAddress } from "../node-address.ts";

const { passed, warning, blocking } = findings("address");

export const address: Check = (facts) => {
  const chosen = nodeAddress(facts);
  if ("candidates" in chosen) {
    return [
      blocking(
        chosen.candidates.length === 0
          ? "it has no IPv4 address that others could reach"
          : `nobody can tell which of ${few(chosen.candidates, 5)} is to be its node's`,
        "Reach it under that address (host forget, host add … --address), or set nodeNetworks in wheelhouse.yaml.",
      ),
    ];
  }
  const twin = facts.cluster.nodes.find(
    (node) => node.name !== facts.host.name && node.addresses.some((each) => each.address === chosen.address),
  );
  if (twin) return [blocking(`${chosen.address} is the address of ${twin.name}`, `node show ${twin.name}`)];
  const others = facts.host.addresses
    .filter((each) => each.family === "inet" && each.address !== chosen.address)
    .map((each) => `${each.address} (${each.interface})`);
  if (others.length === 0) return [passed(chosen.address)];
  return [warning(`its node's address is ${chosen.address}, not ${few(others, 3)}`)];
};
