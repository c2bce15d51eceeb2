// /k8s upgrade key <node>
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { hostLock, nodeLock } from "#src/base/lock-names.ts";
import { findNode } from "#src/card/find.ts";
import { settle } from "#src/card/freshness.ts";
import { nodeName } from "#src/command/argument.ts";
import { defineOperation } from "#src/command/define.ts";
import type { Keyring, NewKey } from "#src/kubeadm/upgrade/facts.ts";
import { doubtsAbout, sayKey, sayNewKey } from "#src/kubeadm/upgrade/keyring.ts";
import { readNewKey } from "#src/kubeadm/upgrade/read-keys.ts";
import { readMachines } from "#src/kubeadm/upgrade/read-machines.ts";
import renewRepositoryKey from "#src/steps/renew-repository-key.ts";

export default defineOperation({
  summary: "Give a node's machine the key that signs its packages now",
  role: "operator",
  risk: "change",
  planWithinMs: 40_000,
  args: z.object({ node: nodeName }),
  positional: ["node"],
  async plan({ node: typed }, { cluster, hosts, now, signal }) {
    await settle(cluster, signal);
    const node = findNode(cluster, typed);
    const [machine] = await readMachines([node], hosts, { now: () => now, signal });
    const { host, keyring, sources, unread = "nobody has named it" } = machine ?? {};
    const { minor, kind } = sources?.find((each) => each.minor !== undefined) ?? {};
    if (!machine || host === undefined)
      throw new RefusedError(`Wheelhouse cannot log in to the machine of ${node.name}: ${unread}.`, {
        hint: `host add ${node.name}`,
      });
    if (sources === undefined)
      throw new RefusedError(`The machine of ${node.name} cannot be read: ${unread}`, {
        hint: `host show ${host}`,
      });
    if (kind === "rpm")
      throw new RefusedError(
        `${host} has no file of keys to renew: dnf fetches the key of Kubernetes' packages itself, by the gpgkey of its repository, which an upgrade moves to the new minor.`,
        { hint: "upgrade plan" },
      );
    if (!keyring || minor === undefined)
      throw new RefusedError(
        `It was not seen by which file of keys ${host} takes Kubernetes' packages (signed-by of the repository).`,
        { hint: `host show ${host}` },
      );
    const view = await hosts.view(host);
    // The newest repository has the prolonged key; there may be none yet of the minor that comes next.
    const asked = { now, signal };
    const key =
      (await readNewKey(view, machine, { ...asked, to: { minor: minor + 1, patch: 0 } })) ??
      (await readNewKey(view, machine, { ...asked, to: { minor, patch: 0 } }));
    if (!key) throw new RefusedError(`${host} can read no valid key at the repository of 1.${minor}.`);
    if (isThere(keyring, key)) throw new RefusedError(`${host} has that key already: ${sayKey(key)}.`);
    return {
      target: node.name,
      risk: "change",
      title: `Renew the key of the packages on ${node.name}`,
      impact: [
        ...sayNewKey(keyring, key),
        `It is written to ${keyring.file} on ${host}; nothing is installed, and nothing else changes.`,
      ],
      warnings: doubtsAbout(keyring, key),
      basis: { host, file: keyring.file, before: [...keyring.fingerprints], key: [...key.fingerprints] },
      steps: [renewRepositoryKey.with({ host, file: keyring.file, text: key.text })],
      locks: [nodeLock(cluster.name, node.name), hostLock(host)],
      offers: [{ label: "Upgrade plan", line: `upgrade plan --cluster=${cluster.name}`, how: "thread" }],
    };
  },
});

function isThere({ fingerprints, endsAt }: Keyring, key: NewKey): boolean {
  return endsAt === key.endsAt && key.fingerprints.every((each) => fingerprints.includes(each));
}
