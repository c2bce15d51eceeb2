// Which webhooks are asked about pods of kube-system, and who is there to answer them.
import { expect, test } from "vitest";
import { minds, readWebhooks } from "#src/kubeadm/upgrade/webhooks.ts";
import { projectWebhooks } from "#src/kubernetes/read/webhooks.ts";

const signal = AbortSignal.timeout(60_000);
const system = { "kubernetes.io/metadata.name": "kube-system", tier: "system" };
const podsRule = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] };

/** As the API server writes it, with the defaults that it sets. */
function given(more: object = {}) {
  const [webhook] = projectWebhooks({
    metadata: { name: "guard" },
    webhooks: [
      {
        name: "pods.guard.io",
        failurePolicy: "Fail",
        namespaceSelector: {},
        clientConfig: { service: { namespace: "guard", name: "guard" } },
        rules: [podsRule],
        ...more,
      },
    ],
  });
  if (!webhook) throw new Error("no webhook");
  return webhook;
}

function leavingOut(key: string, values: readonly string[]) {
  return { namespaceSelector: { matchExpressions: [{ key, operator: "NotIn", values }] } };
}

test.each([
  ["about pods everywhere", given(), true],
  ["about everything", given({ rules: [{ apiGroups: ["*"], operations: ["*"], resources: ["*/*"] }] }), true],
  [
    "but of kube-system, by its name",
    given(leavingOut("kubernetes.io/metadata.name", ["kube-system"])),
    false,
  ],
  ["but of kube-system, by a label of its own", given(leavingOut("tier", ["system"])), false],
  ["about their deletion alone", given({ rules: [{ ...podsRule, operations: ["DELETE"] }] }), false],
  ["about what runs in them alone", given({ rules: [{ ...podsRule, resources: ["pods/exec"] }] }), false],
  ["about Deployments", given({ rules: [{ ...podsRule, apiGroups: ["apps"], resources: ["*"] }] }), false],
])("one that is asked %s", (_title, webhook, expected) => {
  expect(minds(webhook, system)).toBe(expected);
});

test("without a failure policy nothing is let through", () => {
  expect(given({ failurePolicy: undefined }).failsClosed).toBe(true);
  expect(given({ failurePolicy: "Ignore" }).failsClosed).toBe(false);
});

test("who answers is told by the nodes of what is ready behind its Service", async () => {
  const endpoint = {
    namespace: "guard",
    service: "guard",
    addresses: ["10.1.0.1"],
    ready: true,
    pod: "guard-1",
  };
  const [first, elsewhere] = await readWebhooks(
    {
      validatingWebhooks: async () => [given()],
      mutatingWebhooks: async () => [given({ clientConfig: {} })],
      namespaces: async () => [],
      endpoints: async () => [
        { ...endpoint, node: "worker1" },
        { ...endpoint, node: "worker2", ready: false },
        { ...endpoint, node: "worker3", service: "other" },
      ],
    },
    signal,
  );
  expect(first).toMatchObject({ configuration: "guard", readyOn: ["worker1"] });
  expect(elsewhere?.readyOn).toBeUndefined();
});
