// A DaemonSet whose image is for one architecture, by its name, has pods on nodes of another, and they do not run there.
import { few } from "#src/base/text.ts";
import { archOfImage } from "#src/kubeadm/kube-proxy/image.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "KubeImageArchitectureMismatch",
  severity: "warning",
  for: "5m",
  detect: ({ snapshot: { nodes, daemonSets, pods } }) => {
    const pinned = new Map(
      daemonSets.flatMap((set) => {
        const image = set.images.find((each) => archOfImage(each) !== undefined);
        return image
          ? [[`${set.namespace}/${set.name}`, { set, image, arch: archOfImage(image) }] as const]
          : [];
      }),
    );
    if (pinned.size === 0) return [];
    const archOf = new Map(nodes.map(({ name, arch }) => [name, arch]));
    const wrong = pods.flatMap(({ namespace, owner, node, ready }) => {
      const found = owner?.kind === "DaemonSet" ? pinned.get(`${namespace}/${owner.name}`) : undefined;
      const arch = archOf.get(node);
      return found && !ready && arch !== undefined && arch !== found.arch ? [{ found, node }] : [];
    });
    return [...Map.groupBy(wrong, ({ found }) => found)].map(([found, all]) => ({
      ...found,
      nodes: all.map(({ node }) => node),
    }));
  },
  subject: ({ set: { namespace, name } }) => ({ kind: "DaemonSet", namespace, name }),
  nodes: ({ nodes }) => nodes,
  summary: ({ set, image, arch, nodes }) =>
    `DaemonSet ${set.namespace}/${set.name} does not run on ${few(nodes, 5)}: its image ${image} is for ${arch} only`,
  remedies: ({ set, nodes }) => [
    ...(set.name === "kube-proxy" ? ["kube-proxy repair"] : []),
    ...nodes.slice(0, 1).map((name) => `node show ${name}`),
  ],
});
