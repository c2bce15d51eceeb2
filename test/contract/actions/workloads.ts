// Restarting workloads and changing a DaemonSet's template.
import { describe, expect, test } from "vitest";
import { RefusedError } from "#src/base/errors.ts";
import type { ObjectRef } from "#src/kubernetes/actions.ts";
import type { RolloutKind } from "#src/kubernetes/facts.ts";
import { APPS, type Json, NAMESPACE, OTHER_UID, type Scene, soon } from "./scene.ts";

export function workloadsContract(scene: Scene): void {
  const { post, patch, get } = scene;

  describe("workloads", () => {
    const kinds = ["Deployment", "StatefulSet", "DaemonSet"] as const;

    async function givenWorkload(kind: RolloutKind, name: string, spec: Json = {}): Promise<void> {
      const labels = { app: name };
      await post(`${APPS}/${kind.toLowerCase()}s`, {
        metadata: { name },
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              containers: [
                { name: "one", image: "example.com/one:1" },
                { name: "two", image: "example.com/two:1" },
              ],
              nodeSelector: { "kubernetes.io/os": "linux", "example.com/nowhere": "yes" },
              tolerations: [{ key: "k", operator: "Exists" }],
            },
          },
          ...(kind === "DaemonSet" ? {} : { replicas: 0 }),
          ...(kind === "StatefulSet" ? { serviceName: name } : {}),
          ...spec,
        },
      });
    }

    async function versionOf(name: string): Promise<ObjectRef> {
      const found = await scene.cluster.rollout({ kind: "DaemonSet", namespace: NAMESPACE, name }, soon());
      if (found === undefined) throw new Error(`no DaemonSet ${name}`);
      const { namespace, uid, resourceVersion } = found;
      return { namespace, name, uid, resourceVersion };
    }

    test.each(kinds)("a restarted %s has a new generation and says whose restart it was", async (kind) => {
      const name = `restart-${kind.toLowerCase()}`;
      await givenWorkload(kind, name);
      const workload = { kind, namespace: NAMESPACE, name };
      const before = await scene.cluster.rollout(workload, soon());
      const mark = {
        at: Date.parse("2026-11-22T10:00:00Z"),
        annotations: { "wheelhouse.example/by": "op-2" },
      };
      await scene.cluster.restartRollout({ ...workload, uid: before?.uid ?? "" }, mark, soon());
      const after = await scene.cluster.rollout(workload, soon());

      expect(before).toMatchObject({ ...workload, generation: 1, paused: false });
      expect(before?.template.images).toEqual({ one: "example.com/one:1", two: "example.com/two:1" });
      expect(after?.generation).toBe(2);
      expect(after?.template.annotations).toEqual({
        "kubectl.kubernetes.io/restartedAt": "2026-11-22T10:00:00Z",
        "wheelhouse.example/by": "op-2",
      });
      await expect(
        scene.cluster.restartRollout({ ...workload, uid: OTHER_UID }, mark, soon()),
      ).rejects.toBeInstanceOf(RefusedError);
    });

    test("a StatefulSet's partition is read, and is 0 where none is set", async () => {
      const rollingUpdate = { partition: 2 };
      await givenWorkload("StatefulSet", "parted", {
        updateStrategy: { type: "RollingUpdate", rollingUpdate },
      });
      await givenWorkload("StatefulSet", "whole");
      const partitionOf = async (name: string) =>
        (await scene.cluster.rollout({ kind: "StatefulSet", namespace: NAMESPACE, name }, soon()))?.partition;
      expect(await partitionOf("parted")).toBe(2);
      expect(await partitionOf("whole")).toBe(0);
    });

    test("a paused Deployment is not restarted", async () => {
      await givenWorkload("Deployment", "paused", { paused: true });
      const workload = { kind: "Deployment", namespace: NAMESPACE, name: "paused" } as const;
      const found = await scene.cluster.rollout(workload, soon());
      const restart = scene.cluster.restartRollout(
        { ...workload, uid: found?.uid ?? "" },
        { at: 0, annotations: {} },
        soon(),
      );
      await expect(restart).rejects.toThrow("it is paused, so nothing would happen");
      expect((await scene.cluster.rollout(workload, soon()))?.generation).toBe(1);
    });

    test("a workload that is not there is undefined, and cannot be restarted", async () => {
      const workload = { kind: "StatefulSet", namespace: NAMESPACE, name: "nobody" } as const;
      expect(await scene.cluster.rollout(workload, soon())).toBeUndefined();
      const restart = scene.cluster.restartRollout(
        { ...workload, uid: OTHER_UID },
        { at: 0, annotations: {} },
        soon(),
      );
      await expect(restart).rejects.toBeInstanceOf(RefusedError);
    });

    test("a DaemonSet's template is changed in the fields that are named, and only there", async () => {
      const terms = [
        { matchExpressions: [{ key: "kubernetes.io/arch", operator: "In", values: ["amd64"] }] },
      ];
      await givenWorkload("DaemonSet", "mend");
      await patch(`${APPS}/daemonsets/mend`, {
        spec: {
          template: {
            spec: {
              affinity: {
                nodeAffinity: {
                  requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms },
                },
              },
            },
          },
        },
      });
      const name = { kind: "DaemonSet", namespace: NAMESPACE, name: "mend" } as const;
      const before = await scene.cluster.rollout(name, soon());
      await scene.cluster.changeDaemonSet(
        await versionOf("mend"),
        {
          tolerations: [{ key: "", operator: "Exists", value: "", effect: "", seconds: undefined }],
          nodeSelector: { "example.com/nowhere": "yes" },
          nodeAffinity: "none",
          images: { two: "example.com/two:2" },
          templateAnnotations: { "wheelhouse.example/by": "op-3" },
          strategy: "OnDelete",
          annotations: { "wheelhouse.example/was": "before" },
        },
        soon(),
      );
      const after = await scene.cluster.rollout(name, soon());

      expect(before?.template.nodeAffinity).toEqual([
        { matchExpressions: terms[0]?.matchExpressions, matchFields: [] },
      ]);
      expect(before?.strategy).toBe("RollingUpdate");
      expect(after?.template).toMatchObject({
        images: { one: "example.com/one:1", two: "example.com/two:2" },
        annotations: { "wheelhouse.example/by": "op-3" },
        nodeAffinity: undefined,
      });
      expect(after?.template.nodeSelector).toEqual({ "example.com/nowhere": "yes" });
      expect(after?.template.tolerations).toEqual([
        { key: "", operator: "Exists", value: "", effect: "", seconds: undefined },
      ]);
      expect([after?.strategy, after?.maxUnavailable]).toEqual(["OnDelete", "1"]);
      expect(after?.annotations).toMatchObject({ "wheelhouse.example/was": "before" });
    });

    test("a required node affinity goes and comes back as it was, and the preferred one stays", async () => {
      const affinity = {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: "kubernetes.io/arch", operator: "In", values: ["amd64"] }] },
            ],
          },
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, preference: { matchExpressions: [{ key: "disk", operator: "Exists" }] } },
          ],
        },
      };
      await givenWorkload("DaemonSet", "affine");
      await patch(`${APPS}/daemonsets/affine`, { spec: { template: { spec: { affinity } } } });
      const name = { kind: "DaemonSet", namespace: NAMESPACE, name: "affine" } as const;
      const before = await scene.cluster.rollout(name, soon());
      await scene.cluster.changeDaemonSet(
        await versionOf("affine"),
        { requiredNodeAffinity: "none" },
        soon(),
      );
      expect((await scene.cluster.rollout(name, soon()))?.template.nodeAffinity).toBeUndefined();
      const requiredNodeAffinity = before?.template.nodeAffinity;
      await scene.cluster.changeDaemonSet(await versionOf("affine"), { requiredNodeAffinity }, soon());
      const { spec } = await get(`${APPS}/daemonsets/affine`);
      expect((await scene.cluster.rollout(name, soon()))?.template).toEqual(before?.template);
      expect(JSON.stringify(spec)).toContain("preferredDuringSchedulingIgnoredDuringExecution");
    });

    test("a DaemonSet that somebody changed meanwhile is left alone", async () => {
      await givenWorkload("DaemonSet", "race");
      const read = await versionOf("race");
      await patch(`${APPS}/daemonsets/race`, { metadata: { annotations: { by: "somebody" } } });
      await expect(scene.cluster.changeDaemonSet(read, { nodeSelector: {} }, soon())).rejects.toThrow(
        /^cannot change daemonset \S+\/race on home: it has changed since it was read/,
      );
    });
  });
}
