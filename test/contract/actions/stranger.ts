// What somebody is told who may do nothing.
import { describe, expect, test } from "vitest";
import { RefusedError } from "#src/base/errors.ts";
import { NAMESPACE, NODE, type Scene, soon } from "./scene.ts";

export function strangerContract(scene: Scene): void {
  const { givenPod } = scene;

  describe("somebody without rights", () => {
    test("is refused every verb in words that name the missing right", async () => {
      const pod = await givenPod("guarded");
      const stranger = await scene.stranger(NAMESPACE);
      const ref = { ...pod, resourceVersion: "1" };
      const config = { ...ref, namespace: "kube-system", name: "kube-proxy" };
      const token = { expiresAt: Date.now() + 60_000, description: "", groups: [], annotations: {} };
      const verbs: readonly (readonly [string, Promise<unknown>])[] = [
        ["patch on nodes", stranger.setUnschedulable(NODE, { unschedulable: true, annotations: {} }, soon())],
        ["delete on nodes", stranger.deleteNode({ node: NODE, uid: "x" }, soon())],
        ["create on pods/eviction", stranger.evict(pod, {}, soon())],
        ["delete on pods", stranger.deletePod(pod, {}, soon())],
        ["patch on daemonsets.apps", stranger.changeDaemonSet(ref, {}, soon())],
        ["patch on configmaps in kube-system", stranger.changeConfigMap(config, { data: {} }, soon())],
        ["create on secrets in kube-system", stranger.createToken(token, soon())],
        ["delete on secrets in kube-system", stranger.deleteToken({ id: "abc123", uid: "x" }, soon())],
      ];
      const refusals = await Promise.allSettled(verbs.map(([, asked]) => asked));
      for (const [index, [right]] of verbs.entries()) {
        const { reason } = refusals[index] as { reason?: unknown };
        expect(reason, right).toBeInstanceOf(RefusedError);
        expect(reason, right).toMatchObject({
          message: expect.stringContaining("Wheelhouse may not"),
          hint: `grant Wheelhouse ${right}: the acting roles in deploy/base/rbac.yaml do`,
        });
      }
      const reads: readonly (readonly [string, Promise<unknown>])[] = [
        ["node", stranger.node(NODE, soon())],
        ["pods", stranger.pods({ node: NODE }, soon())],
        ["disruptionBudgets", stranger.disruptionBudgets(undefined, soon())],
        [
          "rollout",
          stranger.rollout({ kind: "DaemonSet", namespace: "kube-system", name: "kube-proxy" }, soon()),
        ],
        ["configMap", stranger.configMap("kube-system", "kube-proxy", soon())],
        ["bootstrapTokens", stranger.bootstrapTokens(soon())],
        ["certificateRequests", stranger.certificateRequests(soon())],
        ["persistentVolumes", stranger.persistentVolumes(soon())],
        ["requestedApis", stranger.requestedApis(soon())],
        ["validatingWebhooks", stranger.validatingWebhooks(undefined, soon())],
        ["revealToken", stranger.revealToken("abc123", soon())],
      ];
      const answers = await Promise.allSettled(reads.map(([, asked]) => asked));
      for (const [index, [read]] of reads.entries()) {
        const { reason } = answers[index] as { reason?: unknown };
        expect(reason, read).toBeInstanceOf(RefusedError);
      }
      await stranger.stop();
    });
  });
}
