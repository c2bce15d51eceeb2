// kubeadm init phase upload-certs: the keys lie in the cluster, and only who has the certificate key can open them.
import { createHash } from "node:crypto";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import type { SimulatedCluster } from "../../../cluster/cluster.ts";
import { labelsAt } from "../../../cluster/object.ts";
import { plain } from "../../../cluster/seed/build.ts";
import type { Program } from "../../machine.ts";
import type { SimulatedNode } from "../../node/kubelet.ts";

const Initial = z.object({ kind: z.literal("InitConfiguration"), certificateKey: z.string().length(64) });

export function uploadCerts({ cluster, pki }: SimulatedNode): Program {
  return async ({ argv, machine, out, err }) => {
    const path = argv[argv.indexOf("--config") + 1] ?? "";
    const documents = parseAllDocuments(machine.files.get(path)?.content ?? "").map((each) => each.toJS());
    const found = documents.map((each) => Initial.safeParse(each)).find(({ success }) => success)?.data;
    if (!pki || !found) {
      await err(`error execution phase upload-certs: unable to read config from "${path}"\n`);
      return 1;
    }
    const data = { "ca.key": lockedBy(found.certificateKey) };
    cluster.store.put(plain("Secret", "kube-system", "kubeadm-certs", { data, type: "Opaque" }));
    await out(
      '[upload-certs] Storing the certificates in Secret "kubeadm-certs" in the "kube-system" Namespace\n',
    );
    // Unless it is told not to, it prints the key as well.
    if (!argv.includes("--skip-certificate-key-print"))
      await out(`[upload-certs] Using certificate key:\n${found.certificateKey}\n`);
    return 0;
  };
}

export function opens(cluster: SimulatedCluster, certificateKey: string): boolean {
  const found = cluster.store.get("secrets", "kube-system", "kubeadm-certs");
  return labelsAt(found, "data")["ca.key"] === lockedBy(certificateKey);
}

function lockedBy(certificateKey: string): string {
  return createHash("sha256").update(certificateKey).digest("base64");
}
