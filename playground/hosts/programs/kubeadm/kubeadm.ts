// kubeadm, as far as it is simulated: one row for each of its verbs.
import type { Program } from "../../machine.ts";
import type { SimulatedNode } from "../../node/kubelet.ts";
import { tagOf } from "../../node/packages.ts";
import { certsCheckExpiration, certsRenew } from "./certs.ts";
import { join, reset } from "./join.ts";
import { finalizeKubelet, initKubeconfigKubelet } from "./kubelet.ts";
import { imagesPull, upgradeApply, upgradeNode } from "./upgrade.ts";
import { uploadCerts } from "./upload-certs.ts";

/** A verb is its words before the first option or argument. */
const verbs: Readonly<Record<string, (node: SimulatedNode) => Program>> = {
  version:
    ({ packages }) =>
    ({ out }) =>
      out(`${tagOf(packages, "kubeadm")}\n`).then(() => 0),
  "config images pull": imagesPull,
  "upgrade apply": upgradeApply,
  "upgrade node": upgradeNode,
  "certs check-expiration": certsCheckExpiration,
  "certs renew": certsRenew,
  "init phase upload-certs": uploadCerts,
  "init phase kubeconfig kubelet": initKubeconfigKubelet,
  "init phase kubelet-finalize enable-client-cert-rotation": finalizeKubelet,
  join,
  reset,
};

export function kubeadm(node: SimulatedNode): Program {
  return async (process) => {
    const typed = process.argv.slice(1).join(" ");
    const verb = Object.keys(verbs).find((each) => `${typed} `.startsWith(`${each} `));
    if (verb !== undefined) return verbs[verb]?.(node)(process) ?? 1;
    await process.err(
      `invalid subcommand: ${typed}\nTo see the stack trace of this error execute with --v=5 or higher\n`,
    );
    return 1;
  };
}
