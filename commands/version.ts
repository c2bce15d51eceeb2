// /k8s version
import { z } from "zod";
import { few } from "#src/base/text.ts";
import { version } from "#src/base/version.ts";
import { defineQuery } from "#src/command/define.ts";
import type { ServerHealth } from "#src/kubernetes/facts.ts";
import type { Reading } from "#src/kubernetes/probe.ts";

export default defineQuery({
  summary: "The versions of Wheelhouse and of the clusters",
  role: "viewer",
  needs: "none",
  args: z.object({}),
  positional: [],
  async answer(_args, { clusters, signal }) {
    await Promise.all(clusters.map((cluster) => cluster.probe("apiServer", signal)));
    return {
      headline: `Wheelhouse ${version} on Node ${process.versions.node}`,
      tone: "neutral",
      parts: [
        {
          kind: "facts",
          facts: clusters.map((cluster) => {
            const kubelets = [
              ...new Set(cluster.snapshot().nodes.map(({ kubeletVersion }) => kubeletVersion)),
            ].sort();
            const server = serverSaid(cluster.probes().apiServer);
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

function serverSaid(reading: Reading<ServerHealth> | undefined): string {
  if (!reading) return "not asked yet";
  return "error" in reading ? reading.error.message : `Kubernetes ${reading.value.version}`;
}
