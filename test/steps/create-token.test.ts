import { expect, test } from "vitest";
import { UnreachableError } from "#src/base/errors.ts";
import { tokenOf } from "#src/kubeadm/marks.ts";
import createToken from "#src/steps/create-token.ts";
import { hour } from "../given.ts";
import { authority, givenJoinable, givenToken, kubeconfigOf, now, pin } from "../kubeadm/join/given-join.ts";
import { givenPlan } from "../operation/given.ts";
import { givenContext, givenRunning } from "./given.ts";

const input = { seconds: 3_600, host: "pi-9", endpoint: "10.0.0.10:6443", pins: [pin] };
const own = givenToken({ id: "aaaa00", ours: true, annotations: { [tokenOf]: "op-000001" } });
const plan = givenPlan([createToken.with(input)]);

test("a token is made once, and proven by the signature of cluster-info", async () => {
  const { world, cluster } = givenJoinable();
  const running = await givenRunning(plan, { cluster, steps: [createToken] });
  const ended = await running.ended();
  expect(ended).toMatchObject({ state: "succeeded", steps: [{ state: "done" }] });
  expect(ended.steps[0]?.evidence).toMatch(
    /^Token aaaa00 is good for 60 min, and cluster-info is signed with it\. .* token show aaaa00$/,
  );
  expect(world.calls).toEqual(["create aaaa00"]);
  expect(world.tokens).toMatchObject([
    {
      expiresAt: now + hour,
      description: `Wheelhouse ${running.id} for pi-9`,
      groups: ["system:bootstrappers:kubeadm:default-node-token"],
      annotations: { [tokenOf]: running.id },
    },
  ]);
});

test("one that was made before a crash is found, and no second one is made", async () => {
  const { world, cluster } = givenJoinable({ tokens: [own] });
  expect(await createToken.done(input, givenContext(cluster))).toMatchObject({ goal: "holds" });
  await createToken.run(input, givenContext(cluster));
  expect(world.calls).toEqual([]);
});

test("one whose creation was never answered is found, too", async () => {
  const { world, cluster } = givenJoinable();
  world.lost = new UnreachableError("the answer was lost");
  const running = await givenRunning(plan, { cluster, steps: [createToken] });
  expect(await running.ended()).toMatchObject({ state: "succeeded" });
  expect(world.calls).toEqual(["create aaaa00"]);
});

test("a dead signer is named when the time is over; a retry makes no second token", async () => {
  const { world, cluster } = givenJoinable({ signs: false });
  const running = await givenRunning(plan, { cluster, steps: [createToken] });
  const failed = await running.ended();
  expect(failed).toMatchObject({ state: "failed" });
  expect(failed.ending?.words).toContain(
    "Token aaaa00 exists, but kube-controller-manager, which renewed its lease",
  );
  world.signs = true;
  expect(await running.resumed()).toMatchObject({ state: "succeeded" });
  expect(world.calls).toEqual(["create aaaa00"]);
});

test.each([
  ["of another operation", { ...own, annotations: { [tokenOf]: "op-000002" } }],
  ["that somebody else made", { ...own, ours: false }],
  ["that has expired", { ...own, expiresAt: now }],
])("a token %s proves nothing", async (_what, token) => {
  const { cluster } = givenJoinable({ tokens: [token] });
  expect(await createToken.done(input, givenContext(cluster))).toEqual({
    goal: "open",
    evidence: "This operation has made no token that is still good.",
  });
});

test("a signature that is not that of the secret does not count", async () => {
  const { world, cluster } = givenJoinable({ tokens: [own] });
  world.forged = "eyJhbGciOiJIUzI1NiIsImtpZCI6ImFhYWEwMCJ9..AAAA";
  expect(await createToken.done(input, givenContext(cluster))).toEqual({
    goal: "open",
    evidence: "The signature of cluster-info for aaaa00 is not that of its secret.",
  });
});

test("cluster-info that has changed since the approval stops it", async () => {
  const { world, cluster } = givenJoinable({ tokens: [own] });
  world.kubeconfig = kubeconfigOf(authority, "https://10.0.0.99:6443");
  await expect(createToken.done(input, givenContext(cluster))).rejects.toThrow(
    "another API server or authority",
  );
});
