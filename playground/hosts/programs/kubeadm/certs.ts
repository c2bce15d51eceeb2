// `kubeadm certs check-expiration` and `kubeadm certs renew`: from the files alone, so that a dead API server hinders neither.
import { X509Certificate } from "node:crypto";
import type { Program } from "../../machine.ts";
import type { SimulatedNode } from "../../node/kubelet.ts";
import { certificatesIn } from "../../node/pem.ts";
import { certificates, fileOf, yearsFrom } from "../../node/pki.ts";

export function certsCheckExpiration({ machine }: SimulatedNode): Program {
  return async ({ out, user, err }) => {
    if (user !== "root") return refuse(err);
    const rows = certificates.map((each) => {
      const [pem] = certificatesIn(machine.files.get(fileOf(each))?.content ?? "");
      const end = pem === undefined ? undefined : Date.parse(new X509Certificate(pem).validTo);
      return {
        name: each.name,
        expirationDate: end === undefined ? null : new Date(end).toISOString().replace(".000Z", "Z"),
        residualTime: end === undefined ? 0 : Math.floor((end - machine.now()) / 1_000),
        externallyManaged: false,
        caName: each.ca.replace("/", "-"),
        missing: end === undefined,
      };
    });
    const kind = { kind: "CertificateExpirationInfo", apiVersion: "output.kubeadm.k8s.io/v1alpha3" };
    await out(`${JSON.stringify({ ...kind, certificates: rows, certificateAuthorities: [] })}\n`);
    return 0;
  };
}

export function certsRenew({ machine, pki }: SimulatedNode): Program {
  return async ({ argv, out, err, user }) => {
    if (user !== "root") return refuse(err);
    const wanted = argv[3] ?? "all";
    if (!pki || !machine.files.has("/etc/kubernetes/pki/ca.key")) {
      await err("error execution phase: failed to load certificate authority ca: no such file\n");
      return 1;
    }
    const renewed = await pki.renew(machine, yearsFrom(1), wanted === "all" ? undefined : wanted);
    for (const name of renewed) await out(`certificate ${name} renewed\n`);
    await out(
      "\nDone renewing certificates. You must restart the kube-apiserver, kube-controller-manager, kube-scheduler and etcd, so that they can use the new certificates.\n",
    );
    return 0;
  };
}

async function refuse(err: (text: string) => Promise<void>): Promise<number> {
  await err("error: open /etc/kubernetes/admin.conf: permission denied\n");
  return 1;
}
