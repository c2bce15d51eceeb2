// The one ConfigMap that may be changed.
import { beforeAll, describe, expect, test } from "vitest";
import { RefusedError } from "#src/base/errors.ts";
import { NAMESPACE, OTHER_UID, type Scene, soon, suffix } from "./scene.ts";

export function configMapContract(scene: Scene): void {
  const { post } = scene;

  describe("kube-proxy's ConfigMap", () => {
    const key = `wheelhouse-actions-${suffix}`;

    beforeAll(async () => {
      // A bare API server has none.
      await post("/api/v1/namespaces/kube-system/configmaps", { metadata: { name: "kube-proxy" } });
    });

    test("one key is changed and removed again, the others stay", async () => {
      const before = await configMap();
      await scene.cluster.changeConfigMap(
        before,
        { data: { [key]: "one" }, annotations: { [key]: "kept" } },
        soon(),
      );
      const changed = await configMap();
      const gone = { data: { [key]: null }, annotations: { [key]: null } };
      await scene.cluster.changeConfigMap(changed, gone, soon());
      const after = await configMap();

      expect(changed.data).toEqual({ ...before.data, [key]: "one" });
      expect(changed.annotations).toMatchObject({ [key]: "kept" });
      expect(after.data).toEqual(before.data);
      await expect(scene.cluster.changeConfigMap(before, { data: { [key]: "two" } }, soon())).rejects.toThrow(
        "it has changed since it was read",
      );
    });

    test("ConfigMaps that are nobody's business are neither read nor changed", async () => {
      const ref = { namespace: NAMESPACE, name: "x", uid: OTHER_UID, resourceVersion: "1" };
      await expect(scene.cluster.configMap(NAMESPACE, "x", soon())).rejects.toBeInstanceOf(RefusedError);
      await expect(scene.cluster.changeConfigMap(ref, { data: {} }, soon())).rejects.toBeInstanceOf(
        RefusedError,
      );
    });

    async function configMap() {
      const found = await scene.cluster.configMap("kube-system", "kube-proxy", soon());
      if (found === undefined) throw new Error("there is no ConfigMap kube-proxy");
      return found;
    }
  });
}
