// Cordoning a node, and deleting one.
import { describe, expect, test } from "vitest";
import { NODE, OTHER_UID, type Scene, soon } from "./scene.ts";

export function nodesContract(scene: Scene): void {
  const { patch, post } = scene;

  describe("nodes", () => {
    const mine = { "wheelhouse.example/by": "op-1" };

    test("a node is cordoned with our annotation beside the others, and uncordoned without it", async () => {
      const before = await scene.cluster.node(NODE, soon());
      const uid = before?.uid;
      await scene.cluster.setUnschedulable(NODE, { unschedulable: true, annotations: mine, uid }, soon());
      const cordoned = await scene.cluster.node(NODE, soon());
      const annotations = { "wheelhouse.example/by": null };
      await scene.cluster.setUnschedulable(NODE, { unschedulable: false, annotations, uid }, soon());
      const after = await scene.cluster.node(NODE, soon());

      expect(before).toMatchObject({ name: NODE, unschedulable: false });
      expect(cordoned).toMatchObject({
        unschedulable: true,
        annotations: { ...mine, "example.com/kept": "yes" },
      });
      expect(after?.unschedulable).toBe(false);
      expect(after?.annotations).not.toHaveProperty("wheelhouse.example/by");
      expect(Number(after?.resourceVersion)).toBeGreaterThan(Number(before?.resourceVersion));
    });

    test("a node says who cordoned it, and no longer once somebody else has done so again", async () => {
      const uid = (await scene.cluster.node(NODE, soon()))?.uid;
      await scene.cluster.setUnschedulable(NODE, { unschedulable: true, annotations: mine, uid }, soon());
      const ours = await scene.cluster.node(NODE, soon());
      const path = `/api/v1/nodes/${NODE}?fieldManager=kubectl`;
      await patch(path, { spec: { unschedulable: null } });
      const free = await scene.cluster.node(NODE, soon());
      await patch(path, { spec: { unschedulable: true } });
      const theirs = await scene.cluster.node(NODE, soon());
      await patch(path, { spec: { unschedulable: null } });

      expect(ours?.cordonedWith).toBe("wheelhouse");
      expect(free?.cordonedWith).toBeUndefined();
      expect(theirs).toMatchObject({ cordonedWith: "kubectl", annotations: mine });
    });

    test("another node of the same name is left alone", async () => {
      const change = { unschedulable: true, annotations: mine, uid: OTHER_UID };
      await expect(scene.cluster.setUnschedulable(NODE, change, soon())).rejects.toThrow(
        "another of the same name has taken its place since it was read",
      );
      expect((await scene.cluster.node(NODE, soon()))?.unschedulable).toBe(false);
    });

    test("a node is deleted by its uid, and once", async () => {
      const name = `${NODE}-gone`;
      await post("/api/v1/nodes", { metadata: { name } });
      const uid = (await scene.cluster.node(name, soon()))?.uid ?? "";
      await expect(scene.cluster.deleteNode({ node: name, uid: OTHER_UID }, soon())).rejects.toThrow(
        `cannot delete node ${name} on home: it has changed since it was read`,
      );
      expect(await scene.cluster.node(name, soon())).toBeDefined();
      expect(await scene.cluster.deleteNode({ node: name, uid }, soon())).toBe("deleting");
      expect(await scene.cluster.node(name, soon())).toBeUndefined();
      expect(await scene.cluster.deleteNode({ node: name, uid }, soon())).toBe("gone");
    });

    test("a node that is not there is undefined, and cannot be cordoned", async () => {
      expect(await scene.cluster.node("no-such-node", soon())).toBeUndefined();
      const change = { unschedulable: true, annotations: {} };
      await expect(scene.cluster.setUnschedulable("no-such-node", change, soon())).rejects.toThrow(
        /^cannot cordon no-such-node on home: it is not there \(nodes "no-such-node" not found\)$/,
      );
    });
  });
}
