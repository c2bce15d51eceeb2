// What runs where: the version of each component, node by node. Pure.

import { proxyLabels } from "../kube-proxy/kube-proxy.ts";
import { isCoreDns } from "../sorted-pods.ts";
import type { UpgradeFacts } from "./facts.ts";
import { staticVersions, tagIn } from "./static-pods.ts";

export type Running = {
  readonly node: string;
  /** Of the API server, controller-manager and scheduler; one, where they are the same. "" on a worker. */
  readonly controlPlane: string;
  readonly kubelet: string;
  readonly kubeProxy: string;
  readonly etcd: string;
  readonly runtime: string;
  readonly kernel: string;
};

const ofControlPlane = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"];

export function runningOn({ nodes, pods }: Pick<UpgradeFacts, "nodes" | "pods">): readonly Running[] {
  return nodes.map(({ name, kubeletVersion, runtimeVersion, kernelVersion }) => {
    const here = pods.filter(({ node }) => node === name);
    const plane = ofControlPlane.flatMap((component) =>
      staticVersions(here, component).map(({ tag }) => tag),
    );
    const proxy = here.find(({ labels }) => labels["k8s-app"] === proxyLabels["k8s-app"]);
    return {
      node: name,
      controlPlane: [...new Set(plane)].map(bare).join(", "),
      kubelet: bare(kubeletVersion),
      kubeProxy: bare(tagIn(proxy?.images["kube-proxy"] ?? "")),
      etcd: staticVersions(here, "etcd")
        .map(({ tag }) => tag)
        .join(", "),
      runtime: runtimeVersion.replace("://", " "),
      kernel: kernelVersion,
    };
  });
}

export function coreDnsIn(pods: UpgradeFacts["pods"]): string {
  const tags = pods.filter((pod) => isCoreDns(pod)).map(({ images }) => bare(tagIn(images.coredns ?? "")));
  return [...new Set(tags)].join(", ");
}

function bare(version: string): string {
  return version.replace(/^v/, "");
}
