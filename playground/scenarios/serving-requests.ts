// Kubelets ask for serving certificates: one rightly, the others with something that must not be signed.
import { servingRequest } from "../cluster/certificates.ts";
import type { SimulatedCluster } from "../cluster/cluster.ts";
import { timestamp } from "../cluster/object.ts";
import { plain } from "../cluster/seed/build.ts";
import type { Scenario } from "./scenario.ts";

const MINUTE_MS = 60_000;
const RESOURCE = "certificates.k8s.io/certificatesigningrequests";

/** What each asks for, newest first; `username` is who the API server says it is. */
const REQUESTS = [
  {
    name: "csr-good1",
    username: "system:node:pi-1",
    commonName: "system:node:pi-1",
    names: ["pi-1"],
    addresses: ["10.0.0.23"],
  },
  {
    name: "csr-other-name",
    username: "system:node:pi-1",
    commonName: "system:node:pi-1",
    names: ["pi-1", "kubernetes.default.svc"],
    addresses: ["10.0.0.23"],
  },
  {
    name: "csr-other-address",
    username: "system:node:worker1",
    commonName: "system:node:worker1",
    names: ["worker1"],
    addresses: ["10.0.0.10"],
  },
  {
    name: "csr-other-node",
    username: "system:node:worker1",
    commonName: "system:node:cp1",
    names: ["cp1"],
    addresses: ["10.0.0.10"],
  },
  {
    name: "csr-no-such-node",
    username: "system:node:stranger",
    commonName: "system:node:stranger",
    names: ["stranger"],
    addresses: ["10.0.0.99"],
  },
] as const;

export default {
  name: "serving-requests",
  title: "Kubelets wait for certificates",
  description:
    "Five kubelet-serving certificate requests wait: one of pi-1 is right, four must not be approved.",
  begin: async (cluster) => {
    for (const [age, request] of REQUESTS.entries())
      await ask(cluster, request, Date.now() - age * MINUTE_MS);
  },
  end: async (cluster) => {
    for (const { name } of REQUESTS) cluster.store.remove(RESOURCE, undefined, name);
  },
} satisfies Scenario;

async function ask(
  cluster: SimulatedCluster,
  wanted: (typeof REQUESTS)[number],
  createdAt: number,
): Promise<void> {
  const { name, username } = wanted;
  if (cluster.store.get(RESOURCE, undefined, name) !== undefined) return;
  const request = Buffer.from(await servingRequest(wanted)).toString("base64");
  cluster.store.put(
    plain("CertificateSigningRequest", undefined, name, {
      apiVersion: "certificates.k8s.io/v1",
      metadata: { creationTimestamp: timestamp(createdAt) },
      spec: {
        request,
        signerName: "kubernetes.io/kubelet-serving",
        usages: ["digital signature", "server auth"],
        username,
        groups: ["system:nodes", "system:authenticated"],
      },
      status: {},
    }),
  );
}
