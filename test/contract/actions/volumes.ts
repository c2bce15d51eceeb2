// What ties a volume to a node.
import { describe, expect, test } from "vitest";
import { NAMESPACE, NODE, type Scene, soon, suffix } from "./scene.ts";

export function volumesContract(scene: Scene): void {
  const { post } = scene;

  describe("volumes", () => {
    test("a local volume says which node it cannot leave", async () => {
      const name = `wheelhouse-actions-${suffix}`;
      const required = {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [NODE] }] },
        ],
      };
      await post("/api/v1/persistentvolumes", {
        metadata: { name },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          persistentVolumeReclaimPolicy: "Retain",
          storageClassName: "wheelhouse-actions",
          claimRef: { namespace: NAMESPACE, name: "data-0" },
          local: { path: "/srv/data" },
          nodeAffinity: { required },
        },
      });
      const volumes = await scene.cluster.persistentVolumes(soon());
      await scene.admin.request(`/api/v1/persistentvolumes/${name}`, { method: "DELETE", body: {} });
      expect(volumes.find((each) => each.name === name)).toEqual({
        name,
        claim: { namespace: NAMESPACE, name: "data-0" },
        kind: "local",
        nodeAffinity: [
          {
            matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [NODE] }],
            matchFields: [],
          },
        ],
      });
    });
  });
}
