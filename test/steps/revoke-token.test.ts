import { expect, test } from "vitest";
import revokeToken from "#src/steps/revoke-token.ts";
import { givenJoinable, givenToken } from "../kubeadm/join/given-join.ts";
import { givenPlan } from "../operation/given.ts";
import { givenContext, givenRunning } from "./given.ts";

const input = { id: "k7w2ma", uid: "uid-k7w2ma" };

test("a token is gone when its signature is gone, too", async () => {
  const { world, cluster } = givenJoinable({ tokens: [givenToken()] });
  const plan = givenPlan([revokeToken.with(input)]);
  const running = await givenRunning(plan, { cluster, steps: [revokeToken] });
  expect(await running.ended()).toMatchObject({
    state: "succeeded",
    steps: [{ evidence: "The token k7w2ma is gone, and cluster-info is not signed with it any more." }],
  });
  expect(world.calls).toEqual(["delete k7w2ma"]);
});

test("one that is gone already needs no call", async () => {
  const { world, cluster } = givenJoinable();
  const plan = givenPlan([revokeToken.with(input)]);
  const running = await givenRunning(plan, { cluster, steps: [revokeToken] });
  expect(await running.ended()).toMatchObject({ state: "succeeded", steps: [{ state: "skipped" }] });
  expect(world.calls).toEqual([]);
});

test("a signature that stays behind is named", async () => {
  const { cluster } = givenJoinable();
  const context = givenContext({
    ...cluster,
    configMap: async (namespace, name, signal) => {
      const map = await cluster.configMap(namespace, name, signal);
      return map && { ...map, data: { ...map.data, "jws-kubeconfig-k7w2ma": "x..y" } };
    },
  });
  expect(await revokeToken.done(input, context)).toMatchObject({
    goal: "open",
    evidence: expect.stringContaining("kube-controller-manager still has to take its signature"),
  });
});

test("another token of the same id is left alone", async () => {
  const { cluster } = givenJoinable({ tokens: [givenToken({ uid: "uid-other" })] });
  expect(await revokeToken.done(input, givenContext(cluster))).toMatchObject({ goal: "holds" });
});
