// What no rule has a name for, and nobody should overlook all the same: cordoned nodes, certificate requests that wait, pods that are
// unwell. They are drawn as problems, with what settles them.
import { span } from "#src/base/text.ts";
import type { Problem } from "#src/incident/rule.ts";
import type { Sight } from "#src/incident/sight.ts";
import { lostNodes } from "#src/kubeadm/components.ts";
import { controllerOf } from "#src/kubeadm/controller.ts";
import { isPassing } from "#src/kubeadm/passing.ts";
import { healthOf, isFinished } from "#src/kubeadm/pod-health.ts";
import type { Waiting } from "./waiting-requests.ts";

/** Without what one of `problems` is about already. */
export function asidesIn(
  sight: Sight,
  problems: readonly Problem[],
  requests: readonly Waiting[] = [],
): readonly Problem[] {
  const told = problems.filter(({ alert }) => alert === "KubeCertificateRequestWaiting");
  const isTold = ({ request: { signer } }: Waiting) =>
    told.some(({ subject }) => subject.name.startsWith(`${signer}/`));
  return [
    ...unwellPods(sight, problems),
    ...cordonedNodes(sight, problems),
    ...rightOnes(requests.filter(isTold)),
    ...waiting(
      requests.filter((each) => !isTold(each)),
      sight.now,
    ),
  ];
}

function cordonedNodes({ snapshot: { nodes } }: Sight, problems: readonly Problem[]): readonly Problem[] {
  const named = new Set(
    problems.filter(({ subject }) => subject.kind === "Node").map(({ subject }) => subject.name),
  );
  return nodes
    .filter(({ name, unschedulable }) => unschedulable && !named.has(name))
    .map(({ name }) => ({
      ...aside({ kind: "Node", name }),
      nodes: [name],
      summary: `${name} is cordoned: no new pod is scheduled there`,
      remedies: [`node uncordon ${name}`],
    }));
}

function unwellPods(
  { snapshot: { nodes, pods }, now }: Sight,
  problems: readonly Problem[],
): readonly Problem[] {
  const lost = lostNodes(nodes);
  const told = new Set(problems.map(({ subject }) => `${subject.kind}/${subject.namespace}/${subject.name}`));
  return pods
    .filter(
      (pod) => !isFinished(pod) && !lost.has(pod.node) && !healthOf(pod).healthy && !isPassing(pod, now),
    )
    .filter((pod) => {
      const { kind, namespace, name } = controllerOf(pod);
      return !told.has(`${kind}/${namespace}/${name}`) && !told.has(`Pod/${pod.namespace}/${pod.name}`);
    })
    .map((pod) => ({
      ...aside({ kind: "Pod", namespace: pod.namespace, name: pod.name }),
      nodes: pod.node === "" ? undefined : [pod.node],
      summary: `${pod.namespace}/${pod.name} is ${healthOf(pod).state}${pod.node === "" ? "" : ` on ${pod.node}`}`,
      remedies: [`pod show ${pod.namespace}/${pod.name}`],
    }));
}

/** Only what nothing stands against is offered for approval; the list says what does. */
function waiting(requests: readonly Waiting[], now: number): readonly Problem[] {
  return requests.map(({ request: { name, username, createdAt }, isGood }) => ({
    ...aside({ kind: "CertificateSigningRequest", name }),
    summary: `The certificate request ${name} of ${username} has waited for ${span(now - createdAt)}`,
    remedies: [...(isGood ? [`csr approve ${name}`] : []), "csr list"],
  }));
}

/** Where a problem counts them all, which of them can be approved is left to say. */
function rightOnes(requests: readonly Waiting[]): readonly Problem[] {
  return requests
    .filter(({ isGood }) => isGood)
    .map(({ request: { name, username } }) => ({
      ...aside({ kind: "CertificateSigningRequest", name }),
      summary: `Nothing stands against the certificate request ${name} of ${username}`,
      remedies: [`csr approve ${name}`, "csr list"],
    }));
}

function aside(subject: Problem["subject"]) {
  return { alert: "", severity: "info" as const, subject };
}
