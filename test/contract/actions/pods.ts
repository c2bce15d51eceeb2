// Reading, evicting and deleting pods.
import { describe, expect, test } from "vitest";
import { CORE, NAMESPACE, NODE, OTHER_UID, refOf, type Scene, soon } from "./scene.ts";

export function podsContract(scene: Scene): void {
  const { post, get, givenPod, isThere, deletionOf } = scene;

  describe("pods", () => {
    test("a pod is read with what decides whether it can be moved", async () => {
      const volumes = [
        { name: "scratch", emptyDir: { medium: "Memory" } },
        { name: "host", hostPath: { path: "/srv" } },
        { name: "data", persistentVolumeClaim: { claimName: "data-0" } },
      ];
      const owner = {
        apiVersion: "apps/v1",
        kind: "StatefulSet",
        name: "db",
        uid: OTHER_UID,
        controller: true,
      };
      await post(`${CORE}/pods`, {
        metadata: { name: "read", labels: { app: "read", own: "label" }, ownerReferences: [owner] },
        spec: {
          containers: [{ name: "only", image: "example.com/only:1" }],
          nodeName: NODE,
          terminationGracePeriodSeconds: 7,
          volumes,
        },
      });
      await givenPod("mirror", { annotations: { "kubernetes.io/config.mirror": "abc" } });
      const pods = await scene.cluster.pods({ node: NODE, namespace: NAMESPACE }, soon());
      const labelled = await scene.cluster.pods({ namespace: NAMESPACE, labels: { app: "read" } }, soon());

      const read = pods.find(({ name }) => name === "read");
      expect(read).toMatchObject({
        node: NODE,
        phase: "Pending",
        labels: { app: "read", own: "label" },
        owner: { kind: "StatefulSet", name: "db", uid: OTHER_UID },
        mirror: false,
        priority: 0,
        graceSeconds: 7,
        startedAt: undefined,
        images: { only: "example.com/only:1" },
      });
      expect(read?.volumes.slice(0, 3)).toEqual([
        { name: "scratch", kind: "emptyDir", target: "", inMemory: true },
        { name: "host", kind: "hostPath", target: "/srv", inMemory: false },
        { name: "data", kind: "persistentVolumeClaim", target: "data-0", inMemory: false },
      ]);
      expect(pods.find(({ name }) => name === "mirror")?.mirror).toBe(true);
      expect(labelled.map(({ name }) => name)).toEqual(["read"]);
    });

    test("a pod without a budget is evicted with its own grace, and again does no harm", async () => {
      const pod = await givenPod("free", { spec: { terminationGracePeriodSeconds: 600 } });
      expect(await scene.cluster.evict(pod, {}, soon())).toEqual({ outcome: "evicting" });
      expect(await deletionOf(pod)).toBeDefined();
      expect(await scene.cluster.evict(pod, {}, soon())).toEqual({ outcome: "evicting" });
      const [seen] = (await scene.cluster.pods({ namespace: NAMESPACE }, soon())).filter(
        ({ uid }) => uid === pod.uid,
      );
      // Kubernetes dates a deletion at the end of the grace.
      expect((seen?.deletedAt ?? 0) - Date.now()).toBeGreaterThan(500_000);
    });

    test("a pod that is no longer there, or another of its name, is gone already", async () => {
      const pod = await givenPod("replaced");
      const other = { ...pod, uid: OTHER_UID };
      const nobody = { ...pod, name: "nobody" };
      expect(await scene.cluster.evict(other, {}, soon())).toEqual({ outcome: "gone" });
      expect(await scene.cluster.deletePod(other, {}, soon())).toBe("gone");
      expect(await scene.cluster.evict(nobody, {}, soon())).toEqual({ outcome: "gone" });
      expect(await scene.cluster.deletePod(nobody, {}, soon())).toBe("gone");
      expect(await deletionOf(pod)).toBeUndefined();
    });

    test("a deleted pod has its grace, a forced one is gone at once", async () => {
      const pod = await givenPod("deleted", { spec: { terminationGracePeriodSeconds: 600 } });
      expect(await scene.cluster.deletePod(pod, { graceSeconds: 300 }, soon())).toBe("deleting");
      expect(await deletionOf(pod)).toBeDefined();
      expect(await scene.cluster.deletePod(pod, { graceSeconds: 0 }, soon())).toBe("deleting");
      expect(await isThere(pod)).toBe(false);
    });

    test("a pod that no machine runs yet is gone at once", async () => {
      await post(`${CORE}/pods`, {
        metadata: { name: "unbound" },
        spec: {
          containers: [{ name: "only", image: "example.com/only:1" }],
          schedulerName: "nobody",
        },
      });
      const pod = refOf(await get(`${CORE}/pods/unbound`));
      expect(await scene.cluster.deletePod(pod, {}, soon())).toBe("deleting");
      expect(await isThere(pod)).toBe(false);
    });
  });
}
