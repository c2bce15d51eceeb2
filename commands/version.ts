// /k8s version
import { z } from "zod";
import { attempt } from "#src/base/outcome.ts";
import { few } from "#src/base/text.ts";
import { version } from "#src/base/version.ts";
import { askHealth } from "#src/card/server-health.ts";
import { defineQuery } from "#src/command/define.ts";

export default defineQuery({
  summary: "The versions of Wheelhouse and of the clusters",
  role: "viewer",
  needsCluster: false,
  args: z.object({}),
  positional: [],
  async answer(_args, { clusters, signal }) {
    const asked = await Promise.all(
      clusters.map(async (cluster) => ({ cluster, health: await attempt(askHealth(cluster, signal)) })),
    );
    return {
      headline: `Wheelhouse ${version} on Node ${process.versions.node}`,
      tone: "neutral",
      parts: [
        {
          kind: "facts",
          facts: asked.map(({ cluster, health }) => {
            const kubelets = [
              ...new Set(cluster.snapshot().nodes.map(({ kubeletVersion }) => kubeletVersion)),
            ].sort();
            const server = health.ok ? `Kubernetes ${health.value.version}` : health.error.message;
            return [
              cluster.name,
              `${server}${kubelets.length > 0 ? `; ${kubelets.length === 1 ? "kubelets all" : "kubelets"} ${few(kubelets, 5)}` : ""}`,
            ] as const;
          }),
        },
      ],
    };
  },
});
