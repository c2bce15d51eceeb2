// The kill table's own comparison finds what no card shows.
import { expect, test } from "vitest";
import { type ApiCall, thisOperation } from "#src/base/call.ts";
import { schedulingCall } from "#src/kubernetes/calls/nodes.ts";
import { evictionCall } from "#src/kubernetes/calls/pods.ts";
import type { RequestRecord } from "../../playground/cluster/target.ts";
import { givenOperation, givenPlan } from "./given.ts";
import { unshown } from "./shown-requests.ts";

const change = { unschedulable: true, uid: "u-1" };
const eviction = { namespace: "shop", name: "db-0", uid: "u-2", graceSeconds: 30 };
const operation = givenOperation({
  id: "op-abc123",
  plan: givenPlan([
    {
      ...{ step: "drain", input: {}, title: "Drain" },
      calls: [
        schedulingCall({ ...change, node: "w3", annotations: { by: thisOperation } }),
        evictionCall({ ...eviction, namespace: "<namespace>", name: "<pod>", uid: "<its uid>" }),
      ],
    },
  ]),
});
const cordon = schedulingCall({ ...change, node: "w3", annotations: { by: "op-abc123" } });

test("what a card shows is no finding", () => {
  expect(unshown([received(cordon), received(evictionCall(eviction))], operation)).toEqual([]);
});

test.each<[string, RequestRecord]>([
  ["another verb", received({ ...cordon, method: "PUT" })],
  ["another object", received({ ...cordon, path: "/api/v1/nodes/w4" })],
  ["a subresource", received({ ...cordon, path: "/api/v1/nodes/w3/status" })],
  ["another query", { ...received(cordon), query: "?dryRun=All" }],
  [
    "another operation",
    received(schedulingCall({ ...change, node: "w3", annotations: { by: "op-abc124" } })),
  ],
  [
    "one more field",
    received(schedulingCall({ ...change, node: "w3", annotations: { by: "op-abc123", x: "" } })),
  ],
  [
    "a text for what is true",
    received({ ...cordon, body: JSON.parse(JSON.stringify(cordon.body).replace("true", '"true"')) }),
  ],
  [
    "another pod in the body",
    received({ ...evictionCall({ ...eviction, name: "db-1" }), path: evictionCall(eviction).path }),
  ],
  ["another grace", received(evictionCall({ ...eviction, graceSeconds: 0 }))],
])("%s is one", (_, request) => {
  expect(unshown([request], operation)).toHaveLength(1);
});

function received({ method, path, body }: ApiCall): RequestRecord {
  const verb = { GET: "get", PATCH: "patch", PUT: "update", POST: "create", DELETE: "delete" }[method];
  const place = { group: "", resource: "", subresource: "", namespace: "", name: "" };
  return {
    ...place,
    method,
    path,
    query: "?fieldManager=wheelhouse",
    verb,
    body: JSON.stringify(body),
    code: 200,
  };
}
