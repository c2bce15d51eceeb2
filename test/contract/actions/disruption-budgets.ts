// Disruption budgets: read, and what an eviction makes of them.
import { describe, expect, test } from "vitest";
import { RefusedError } from "#src/base/errors.ts";
import { CORE, type Json, NAMESPACE, type Scene, soon } from "./scene.ts";

const BUDGETS = `/apis/policy/v1/namespaces/${NAMESPACE}/poddisruptionbudgets`;

export function budgetsContract(scene: Scene): void {
  const { post, patch, givenPod, deletionOf } = scene;

  describe("disruption budgets", () => {
    const counted = { observedGeneration: 1, currentHealthy: 2, desiredHealthy: 2, expectedPods: 2 };
    const selecting = (app: string) => ({
      selector: { matchExpressions: [{ key: "app", operator: "In", values: [app] }] },
    });

    async function givenBudget(name: string, spec: Json, status: Json | undefined): Promise<void> {
      await post(BUDGETS, { metadata: { name }, spec });
      if (status !== undefined) await patch(`${BUDGETS}/${name}/status`, { status });
    }

    test("a budget is read with its selector and its counts", async () => {
      const spec = { ...selecting("read"), maxUnavailable: "50%", unhealthyPodEvictionPolicy: "AlwaysAllow" };
      await givenBudget("read", spec, { ...counted, disruptionsAllowed: 0 });
      const budgets = await scene.cluster.disruptionBudgets(NAMESPACE, soon());
      expect(budgets.find(({ name }) => name === "read")).toEqual({
        namespace: NAMESPACE,
        name: "read",
        selector: {
          matchLabels: {},
          matchExpressions: [{ key: "app", operator: "In", values: ["read"] }],
        },
        minAvailable: "",
        maxUnavailable: "50%",
        disruptionsAllowed: 0,
        currentHealthy: 2,
        desiredHealthy: 2,
        expectedPods: 2,
        unhealthyPodEvictionPolicy: "AlwaysAllow",
        current: true,
      });
    });

    test("a budget that allows nothing blocks, in words that name it", async () => {
      const pod = await givenPod("blocked", { labels: { app: "blocked" } });
      const status = { ...counted, disruptionsAllowed: 0 };
      await givenBudget("blocks", { ...selecting("blocked"), minAvailable: 2 }, status);
      expect(await scene.cluster.evict(pod, {}, soon())).toEqual({
        outcome: "blocked",
        why: "The disruption budget blocks needs 2 healthy pods and has 2 currently",
        retryAfterMs: 5_000,
      });
      expect(await deletionOf(pod)).toBeUndefined();
    });

    test("a budget that nobody counted yet blocks for as long as the server says", async () => {
      const pod = await givenPod("early", { labels: { app: "early" } });
      await givenBudget("early", { ...selecting("early"), minAvailable: 1 }, undefined);
      expect(await scene.cluster.evict(pod, {}, soon())).toEqual({
        outcome: "blocked",
        why: "The disruption budget early is still being processed by the server.",
        retryAfterMs: 10_000,
      });
    });

    test("an eviction is charged to its budget, so that the next one is blocked", async () => {
      const first = await givenPod("first", { labels: { app: "charged" } });
      const second = await givenPod("second", { labels: { app: "charged" } });
      const status = { ...counted, desiredHealthy: 1, disruptionsAllowed: 1 };
      await givenBudget("charged", { ...selecting("charged"), minAvailable: 1 }, status);
      expect(await scene.cluster.evict(first, {}, soon())).toEqual({ outcome: "evicting" });
      expect((await scene.cluster.evict(second, {}, soon())).outcome).toBe("blocked");
    });

    test("an unready pod goes where enough are healthy without it", async () => {
      const pod = await givenPod("unready", { labels: { app: "unready" } });
      await patch(`${CORE}/pods/unready/status`, {
        status: { conditions: [{ type: "Ready", status: "False" }] },
      });
      const status = { ...counted, desiredHealthy: 2, disruptionsAllowed: 0 };
      await givenBudget("unready", { ...selecting("unready"), minAvailable: 2 }, status);
      expect(await scene.cluster.evict(pod, {}, soon())).toEqual({ outcome: "evicting" });
    });

    test("two budgets over one pod refuse for good", async () => {
      const pod = await givenPod("twice", { labels: { app: "twice" } });
      await givenBudget("twice-a", { ...selecting("twice"), minAvailable: 0 }, undefined);
      await givenBudget("twice-b", { ...selecting("twice"), minAvailable: 0 }, undefined);
      const eviction = scene.cluster.evict(pod, {}, soon());
      await expect(eviction).rejects.toBeInstanceOf(RefusedError);
      await expect(eviction).rejects.toThrow(/more than one PodDisruptionBudget/);
    });
  });
}
