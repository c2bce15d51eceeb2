import { expect, test } from "vitest";
import { sayCall } from "#src/base/call.ts";
import { tokenOf } from "#src/kubeadm/marks.ts";
import { givenJoinable, givenToken } from "../../kubeadm/join/given-join.ts";
import { planOf } from "../ask.ts";

const proxy = givenToken({
  id: "pr0xyy",
  usages: [],
  description: "Proxy for managing TTL for the kubeadm-certs secret",
});

test("a plan names the token and no other of its id", async () => {
  const { cluster } = givenJoinable({ tokens: [givenToken()] });
  const plan = await planOf("token revoke k7w2ma", cluster);
  expect(plan).toMatchObject({
    target: "k7w2ma",
    risk: "change",
    basis: { uid: "uid-k7w2ma" },
    warnings: [],
  });
  expect(plan.steps.flatMap(({ calls }) => calls.map(sayCall))).toEqual([
    "DELETE /api/v1/namespaces/kube-system/secrets/bootstrap-token-k7w2ma preconditions.uid=uid-k7w2ma",
  ]);
});

test.each(["revoke token k7w2ma", "token rm k7w2ma", "delete token k7w2ma", "kubeadm token delete k7w2ma"])(
  "`%s` is understood",
  async (line) => {
    const { cluster } = givenJoinable({ tokens: [givenToken()] });
    expect(await planOf(line, cluster)).toMatchObject({ title: "Revoke the bootstrap token k7w2ma" });
  },
);

test("a token is found by the operation that made it, unless somebody else has written that on it", async () => {
  const annotations = { [tokenOf]: "op-7k3m9x" };
  const { cluster } = givenJoinable({
    tokens: [givenToken({ id: "forged", ours: false, annotations }), givenToken({ ours: true, annotations })],
  });
  expect(await planOf("token revoke op-7k3m9x", cluster)).toMatchObject({ target: "k7w2ma" });
  await expect(planOf("token revoke op-000000", cluster)).rejects.toMatchObject({
    message: "home has no token of op-000000.",
  });
});

test("the token that guards kubeadm-certs stays, unless told otherwise", async () => {
  const { cluster } = givenJoinable({ tokens: [proxy] });
  await expect(planOf("token revoke pr0xyy", cluster)).rejects.toMatchObject({
    message: expect.stringContaining("it ends the Secret kubeadm-certs"),
    hint: "`token revoke pr0xyy --anyway` does it all the same.",
  });
  const plan = await planOf("token revoke pr0xyy --anyway", cluster);
  expect(plan.warnings).toEqual([expect.stringContaining("The Secret kubeadm-certs goes with it")]);
});

test("an id that there is not is answered with those there are, and a whole token with its id alone", async () => {
  const { cluster } = givenJoinable({ tokens: [givenToken()] });
  await expect(planOf("token revoke nothin.0123456789abcdef", cluster)).rejects.toMatchObject({
    message: "home has no token with the id nothin.",
    hint: "There are k7w2ma.",
  });
});
