// Kubelets ask for serving certificates: one rightly, the others with something that must not be signed.
import { servingRequest } from "../cluster/certificates.ts";
import type { SimulatedCluster } from "../cluster/cluster.ts";
import { type Fields, listAt, timestamp } from "../cluster/object.ts";
import { plain } from "../cluster/seed/build.ts";
import type { Scenario } from "./scenario.ts";

const MINUTE_MS = 60_000;
/** Long enough that nobody calls it a kubelet that has just started. */
const WAITED_MINUTES = 11;
const RESOURCE = "certificates.k8s.io/certificatesigningrequests";

const SERVING = "kubernetes.io/kubelet-serving";
/** An address that the kubelet of pi-1 claims, and that is in no network of the cluster's nodes. */
const STRAY = { type: "ExternalIP", address: "203.0.113.23" };

type Asked = {
  readonly name: string;
  /** Who the API server says it is. */
  readonly username: string;
  readonly commonName?: string;
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  readonly signerName?: string;
  readonly usages?: readonly string[];
};

const pi = { username: "system:node:pi-1", names: ["pi-1"], addresses: ["10.0.0.23"] };

/** Newest first. */
const REQUESTS: readonly Asked[] = [
  { ...pi, name: "csr-good1" },
  { ...pi, name: "csr-other-name", names: ["pi-1", "kubernetes.default.svc"] },
  {
    name: "csr-other-address",
    username: "system:node:worker1",
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
    names: ["stranger"],
    addresses: ["10.0.0.99"],
  },
  { ...pi, name: "csr-no-such-address", addresses: ["10.0.0.99"] },
  { ...pi, name: "csr-stray-address", addresses: [STRAY.address] },
  { ...pi, name: "csr-more-usages", usages: ["digital signature", "server auth", "client auth"] },
  { ...pi, name: "csr-of-a-person", username: "kubernetes-admin", commonName: "system:node:pi-1" },
  {
    ...pi,
    name: "csr-client",
    signerName: "kubernetes.io/kube-apiserver-client-kubelet",
    usages: ["digital signature", "client auth"],
  },
];

export default {
  name: "serving-requests",
  title: "Kubelets wait for certificates",
  description: "Ten certificate requests wait: one of pi-1 is right, nine must not be approved.",
  begin: async (cluster) => {
    claim(cluster, [STRAY]);
    for (const [age, request] of REQUESTS.entries())
      await ask(cluster, request, cluster.now() - (age + WAITED_MINUTES) * MINUTE_MS);
  },
  end: async (cluster) => {
    claim(cluster, []);
    for (const { name } of REQUESTS) cluster.store.remove(RESOURCE, undefined, name);
  },
} satisfies Scenario;

/** What else the kubelet of pi-1 says that its addresses are. */
function claim({ store }: SimulatedCluster, more: readonly (typeof STRAY)[]): void {
  const node = store.get("nodes", undefined, "pi-1");
  if (node === undefined) return;
  const own = listAt(node, "status.addresses").filter(({ address }) => address !== STRAY.address);
  store.put({ ...node, status: { ...(node.status as Fields), addresses: [...own, ...more] } });
}

async function ask(cluster: SimulatedCluster, wanted: Asked, createdAt: number): Promise<void> {
  const { name, username, commonName = username, names, addresses } = wanted;
  const { signerName = SERVING, usages = ["digital signature", "server auth"] } = wanted;
  if (cluster.store.get(RESOURCE, undefined, name) !== undefined) return;
  const pem = await servingRequest({ commonName, names, addresses });
  const request = Buffer.from(pem).toString("base64");
  const groups = username.startsWith("system:node:") ? ["system:nodes"] : ["system:masters"];
  cluster.store.put(
    plain("CertificateSigningRequest", undefined, name, {
      apiVersion: "certificates.k8s.io/v1",
      metadata: { creationTimestamp: timestamp(createdAt) },
      spec: { request, signerName, usages, username, groups: [...groups, "system:authenticated"] },
      status: {},
    }),
  );
}
