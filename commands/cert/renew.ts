// /k8s cert renew [control-plane]
import { z } from "zod";
import { few } from "#src/base/text.ts";
import { knownHost } from "#src/command/argument.ts";
import { defineOperation, type PlanContext } from "#src/command/define.ts";
import { findControlPlanes } from "#src/kubeadm/certificates/control-planes.ts";
import { type Renewable, renewableOf, sayRenewable } from "#src/kubeadm/certificates/plan-renewal.ts";
import { ownMachine } from "#src/kubeadm/machine-of.ts";
import type { PlannedStep } from "#src/operation/plan.ts";
import backUpKubernetesFiles, { backupFolder } from "#src/steps/back-up-kubernetes-files.ts";
import pointKubeletAtRotation from "#src/steps/point-kubelet-at-rotation.ts";
import recoverKubeletClient from "#src/steps/recover-kubelet-client.ts";
import renewCertificates from "#src/steps/renew-certificates.ts";
import restartStaticPod from "#src/steps/restart-static-pod.ts";
import seeApiServer from "#src/steps/see-api-server.ts";

export default defineOperation({
  summary: "Renew the control plane's certificates over SSH, its API dead or not",
  role: "operator",
  risk: "change",
  needs: "host",
  planWithinMs: 60_000,
  args: z.object({
    "control-plane": knownHost.optional().meta({ description: "Of this one alone" }),
  }),
  positional: ["control-plane"],
  aliases: ["renew certificates", "rotate certs", "kubeadm certs renew all", "kubeadm certs renew"],
  async plan({ "control-plane": only }, context) {
    const { cluster, now } = context;
    const { name } = cluster;
    const { names, doubts } = only ? { names: [only], doubts: [] } : await findControlPlanes(context);
    const all = await renewables(context, names);
    const isShutOut = isOwnEnded(context);
    return {
      target: only ?? name,
      risk: "change",
      title: `Renew the certificates of ${few(
        all.map(({ host }) => host),
        5,
      )}`,
      impact: [
        ...all.map((each) => `${sayRenewable(each, now)}.`),
        `One control plane after the other: ${few(all[0]?.staticPods.map(({ component }) => component) ?? [], 4)} restart, each some seconds. ${all.length === 1 ? "The API server does not answer meanwhile; pods" : "Pods"} go on running.`,
        `Before, /etc/kubernetes is copied to ${backupFolder("<this operation>")} on each, for root alone: it holds the keys of the authorities.`,
      ],
      warnings: warningsOf(all, doubts, isShutOut),
      basis: Object.fromEntries(all.map(({ host, certificates }) => [host, before(certificates)])),
      steps: [...all.flatMap(stepsOf), ...(isShutOut ? [] : [seeApiServer.with({ cluster: name })])],
      offers: [{ label: "Certificates", line: `cert list --cluster=${name}`, how: "thread" }],
    };
  },
});

/** @throws RefusedError where one of them cannot be renewed, and none of them is then */
async function renewables(context: PlanContext, names: readonly string[]): Promise<readonly Renewable[]> {
  const all: Renewable[] = [];
  for (const name of names) {
    const host = await ownMachine(name, context);
    all.push(await renewableOf(host, () => context.now, context.signal));
  }
  return all;
}

function stepsOf({ host, paths, certificates, staticPods, kubelet }: Renewable): readonly PlannedStep[] {
  const isThere = (path: string) => certificates.some((each) => each.path === path);
  return [
    backUpKubernetesFiles.with({ host, paths: [...paths] }),
    renewCertificates.with({ host, before: before(certificates) }),
    ...(kubelet ? [recoverKubeletClient.with({ host, ...kubelet })] : []),
    ...staticPods.map(({ component, reads, serves }) =>
      restartStaticPod.with({
        ...{ host, component, reads: reads.filter(isThere) },
        ...(serves && isThere(serves.path) && { serves }),
      }),
    ),
    ...(kubelet ? [pointKubeletAtRotation.with({ host })] : []),
  ];
}

function before(certificates: Renewable["certificates"]): Record<string, string> {
  return Object.fromEntries(certificates.map(({ path, certificate }) => [path, certificate.fingerprint]));
}

function warningsOf(
  all: readonly Renewable[],
  doubts: readonly string[],
  isShutOut: boolean,
): readonly string[] {
  return [
    ...doubts,
    ...all.flatMap(({ host, copies }) =>
      copies.map(
        (path) =>
          `${path} on ${host} is a copy that kubeadm does not renew: copy /etc/kubernetes/admin.conf there anew.`,
      ),
    ),
    ...(isShutOut
      ? [
          "Wheelhouse's own client certificate has ended: it is not let in afterwards either, until its kubeconfig is made anew.",
        ]
      : []),
  ];
}

/** Whether we ourselves show a certificate that has ended: then nothing that is done to the cluster lets us in again. */
function isOwnEnded({ cluster, now }: PlanContext): boolean {
  const reading = cluster.probes().certificates;
  const ends = reading && "value" in reading ? reading.value : [];
  return ends.some(
    ({ of, validity }) => of === "Wheelhouse" && validity !== undefined && validity.until <= now,
  );
}
