// What is wrong with a control plane, the cause before its consequences. Pure.
import { bytes, span } from "#src/base/text.ts";
import { wrongClock } from "../certificates/clock.ts";
import type { Component, ControlPlane } from "./look.ts";

export type Fault = {
  readonly says: string;
  readonly remedies: readonly string[];
  /** What a person does about it at the machine, where no command does it. */
  readonly helps?: string;
};

/** Where etcd, images, logs and pods are written. */
const mounts = /^\/$|^\/var$|^\/var\/(lib|log)/;
const leastBytes = 300 * 1024 ** 2;

export function faultsOf(seen: ControlPlane, now: number): readonly Fault[] {
  const { host, clockAheadMs, kubelet, containerd, swaps, etcd, certificateUntil } = seen;
  const clock = wrongClock(host, clockAheadMs);
  return [
    ...(clock ? [{ says: clock, remedies: [`host show ${host}`] }] : []),
    ...fullDisks(seen),
    ...(certificateUntil !== undefined && certificateUntil <= now
      ? [
          {
            says: `Its API server's certificate ended ${span(now - certificateUntil)} ago.`,
            remedies: ["cert renew", "cert list"],
          },
        ]
      : []),
    ...(containerd === "active"
      ? []
      : [{ says: `containerd is ${containerd}, so no container is started.`, remedies: [] }]),
    ...(kubelet === "active"
      ? []
      : [{ says: `The kubelet is ${kubelet}${saySwap(swaps.length)}.`, remedies: [] }]),
    ...seen.components.flatMap((component) => faultOf(component, host, now)),
    ...(etcd === false
      ? [{ says: "etcd has no leader: most of its members do not answer.", remedies: ["etcd status"] }]
      : []),
  ];
}

function saySwap(count: number): string {
  return count > 0 ? ", and swap is on, with which it does not start unless it is told to" : "";
}

function fullDisks({ disks }: ControlPlane): readonly Fault[] {
  return disks
    .filter(({ mount, availableBytes }) => mounts.test(mount) && availableBytes < leastBytes)
    .map(({ mount, availableBytes }) => ({
      says: `The disk of ${mount} has ${bytes(availableBytes)} left: etcd and containerd cannot write.`,
      remedies: [],
    }));
}

function faultOf({ name, hasManifest, container }: Component, host: string, now: number): readonly Fault[] {
  if (!hasManifest)
    return [
      {
        says: `There is no manifest of ${name}, so nothing starts it.`,
        remedies: [],
        helps: `Put ${name}.yaml back into /etc/kubernetes/manifests on ${host}: the kubelet starts it within 20 seconds. Where it is lost, kubeadm init phase writes it anew.`,
      },
    ];
  if (container?.isRunning) return [];
  const restart = container ? [`control-plane restart ${name} --host=${host}`] : [];
  const since = container
    ? `, its attempt ${container.attempt + 1} began ${span(now - container.createdAt)} ago and has ended`
    : " and has no container";
  return [{ says: `${name} does not run${since}.`, remedies: restart }];
}
