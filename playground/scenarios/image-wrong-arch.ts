// An image built on a PC, started on the Raspberry Pi.
import { container, workload } from "../cluster/seed/build.ts";
import type { Scenario } from "./scenario.ts";

const NAME = "sensor-bridge";

export default {
  name: "image-wrong-arch",
  title: "amd64 image on the Pi",
  description: "sensor-bridge was built for amd64 only and dies on pi-1 with an exec format error.",
  begin: async (cluster) => {
    if (cluster.store.get("apps/deployments", "default", NAME) !== undefined) return;
    cluster.store.put(
      workload({
        kind: "Deployment",
        namespace: "default",
        name: NAME,
        labels: { app: NAME },
        containers: [
          container({
            name: NAME,
            image: "ghcr.io/home/sensor-bridge:2.1-amd64",
            cpu: "20m",
            memory: "32Mi",
          }),
        ],
        pod: { nodeSelector: { "kubernetes.io/hostname": "pi-1" } },
        createdAt: cluster.now(),
      }),
    );
    cluster.settle();
  },
  end: async (cluster) => {
    cluster.store.remove("apps/deployments", "default", NAME);
    cluster.settle();
  },
} satisfies Scenario;
