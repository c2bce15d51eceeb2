// Waits until a cluster does what clusters are for: nodes Ready, system pods running, names resolved from a pod.
import { LabError } from "../hosts/lab-error.ts";
import { apply, kubectl, kubectlOutcome } from "./kubectl.ts";

/**
 * `nodes` are waited for also while they do not exist: `kubeadm join` can return before the kubelet has made its Node.
 * @throws with kubectl's words when something is not ready after five minutes
 */
export async function waitUntilReady(nodes: readonly string[] = []): Promise<void> {
  for (const node of nodes) await kubectl(["wait", "--for=create", `node/${node}`, timeout]);
  await kubectl(["wait", "--for=condition=Ready", "nodes", "--all", timeout]);
  for (const name of ["daemonset/kube-proxy", "daemonset/kube-flannel-ds", "deployment/coredns"]) {
    await kubectl(["--namespace=kube-system", "rollout", "status", name, timeout]);
  }
  await resolveFromPod();
}

const timeout = "--timeout=300s";

async function resolveFromPod(): Promise<void> {
  await remove();
  await apply(JSON.stringify(pod));
  try {
    await kubectl(["wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/lab-dns-check", timeout]);
  } catch (error) {
    throw new LabError(`No name is resolved from a pod: ${error}\n${await situation()}`);
  } finally {
    await remove();
  }
}

/** What somebody would look at first; a log tells nothing while its pod has not run. */
async function situation(): Promise<string> {
  const looks = [
    ["get", "nodes", "--output=wide"],
    ["get", "pods", "--all-namespaces", "--output=wide"],
    ["logs", "lab-dns-check", "--tail=5"],
  ];
  const seen = await Promise.all(looks.map((look) => kubectlOutcome(look)));
  return seen.map(({ stdout, stderr }) => stdout || stderr).join("\n");
}

/** A cluster whose DNS is young fails the first lookups: it asks again until it is answered. */
const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "lab-dns-check", namespace: "default" },
  spec: {
    restartPolicy: "OnFailure",
    terminationGracePeriodSeconds: 0,
    tolerations: [{ operator: "Exists" }],
    containers: [
      {
        name: "check",
        image: "docker.io/library/hello:1",
        args: ["sh", "-c", "until nslookup kubernetes.default.svc.cluster.local; do sleep 1; done"],
      },
    ],
  },
};

async function remove(): Promise<void> {
  await kubectl(["delete", "pod", "lab-dns-check", "--ignore-not-found", "--wait=true"]);
}
