// The components of the control plane as their static pods show them: kubeadm labels each with its component.
import type { PodFacts } from "#src/kubernetes/facts.ts";

export type StaticPod = { readonly node: string; readonly tag: string; readonly ready: boolean };

export function staticVersions(pods: readonly PodFacts[], component: string): readonly StaticPod[] {
  return pods
    .filter(
      ({ namespace, labels, mirror }) =>
        namespace === "kube-system" && mirror && labels.component === component,
    )
    .map(({ node, images, ready }) => ({ node, tag: tagIn(images[component] ?? ""), ready }));
}

/** `v1.37.2` of `registry.k8s.io/kube-apiserver:v1.37.2`, with or without a digest. */
export function tagIn(image: string): string {
  return /:([^:/@]+)(?:@.*)?$/.exec(image)?.[1] ?? "";
}
