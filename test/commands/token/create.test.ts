import { expect, test } from "vitest";
import { sayCall } from "#src/base/call.ts";
import { createRedactor } from "#src/base/redact.ts";
import { digestOf } from "#src/operation/plan.ts";
import { storablePlan } from "#src/operation/secrets.ts";
import { givenLease, minute, now } from "../../given.ts";
import {
  authority,
  givenJoinable,
  kubeconfigOf,
  otherAuthority,
  pin,
} from "../../kubeadm/join/given-join.ts";
import { planOf } from "../ask.ts";

test("a plan says where machines join, whom they trust and how long it is good for", async () => {
  const plan = await planOf("token create --for pi-9", givenJoinable().cluster);
  expect(plan).toMatchObject({
    target: "pi-9",
    risk: "change",
    title: "Create a bootstrap token for pi-9",
    basis: { endpoint: "10.0.0.10:6443", pins: [pin] },
    offers: [
      { label: "Show the join command", line: "token show <operation> --cluster=home" },
      { label: "Revoke", line: "token revoke <operation> --cluster=home" },
    ],
  });
  expect(plan.impact[0]).toContain("For 60 min whoever knows it can join any machine to home");
  expect(plan.steps[0]?.calls.map(sayCall)).toEqual([
    [
      "POST /api/v1/namespaces/kube-system/secrets metadata.name=bootstrap-token-<random id>",
      'metadata.annotations["wheelhouse/created-by"]=<this operation>',
      'metadata.labels["app.kubernetes.io/managed-by"]=wheelhouse',
      "type=bootstrap.kubernetes.io/token",
      "stringData.token-id=<random id>",
      "stringData.token-secret=<a random secret>",
      "stringData.expiration=<60 min from now>",
      "stringData.description=Wheelhouse <this operation> for pi-9",
      'stringData.usage-bootstrap-authentication="true"',
      'stringData.usage-bootstrap-signing="true"',
      `stringData.auth-extra-groups=system:bootstrappers:kubeadm:default-node-token – for kubeadm join 10.0.0.10:6443, which trusts ${pin}`,
    ].join(", "),
  ]);
  expect(storablePlan("token create", plan, createRedactor([])).steps).toEqual(plan.steps);
});

test("an approval is for this endpoint and this authority", async () => {
  const { world, cluster } = givenJoinable();
  const digest = async () => digestOf("home", "token create", await planOf("token create", cluster));
  const before = await digest();
  expect(await digest()).toBe(before);
  world.kubeconfig = kubeconfigOf(authority, "https://10.0.0.99:6443");
  expect(await digest()).not.toBe(before);
});

test.each([
  "token create",
  "create token",
  "regenerate token",
  "token regenerate",
  "generate token",
  "new token",
  "join command",
  "kubeadm token create",
])("`%s` is understood", async (line) => {
  expect(await planOf(line, givenJoinable().cluster)).toMatchObject({ title: "Create a bootstrap token" });
});

test.each([
  ["--ttl 0", "never expires"],
  ["--ttl 25h", "24 h at most"],
  ["--ttl soon", "no span"],
])("a token %s is refused", async (flags, why) => {
  await expect(planOf(`token create ${flags}`, givenJoinable().cluster)).rejects.toMatchObject({
    message: expect.stringContaining(why),
    hint: "token create --ttl 1h is enough for most.",
  });
});

test("a host's name cannot hold anything else", async () => {
  await expect(planOf("token create --for 'a;b'", givenJoinable().cluster)).rejects.toThrow(
    "no name of a host",
  );
});

test.each([
  [
    "has not renewed its lease for 5 min",
    [givenLease({ name: "kube-controller-manager", renewedAt: now - 5 * minute })],
  ],
  ["holds no lease", []],
])("nothing is planned while the signer %s", async (why, leases) => {
  await expect(planOf("token create", givenJoinable({ leases }).cluster)).rejects.toThrow(
    `kube-controller-manager ${why}: nobody would sign cluster-info`,
  );
});

test("a false authority in cluster-info is an alarm, not a plan", async () => {
  const { world, cluster } = givenJoinable();
  world.kubeconfig = kubeconfigOf(otherAuthority);
  await expect(planOf("token create", cluster)).rejects.toThrow("may be sent to a false API server");
});
