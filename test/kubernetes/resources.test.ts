// Every path the adapter asks for is one that its table of resources allows.

import { expect, test } from "vitest";
import { systemClock } from "#src/base/clock.ts";
import { RefusedError } from "#src/base/errors.ts";
import { silentLog } from "#src/base/log.ts";
import { connectCluster } from "#src/kubernetes/connect.ts";
import { type Listed, listed } from "#src/kubernetes/read/listed.ts";
import { resourcePath, resources } from "#src/kubernetes/resources.ts";
import { startCluster } from "../../playground/cluster/cluster.ts";

test.each([
  [resourcePath(resources.nodes), "/api/v1/nodes"],
  [resourcePath(resources.leases), "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases"],
  [resourcePath(resources.podLogs, { namespace: "a", name: "b" }), "/api/v1/namespaces/a/pods/b/log"],
  [resourcePath(resources.pods, { namespace: "x", name: "a/b?c" }), "/api/v1/namespaces/x/pods/a%2Fb%3Fc"],
  [
    resourcePath(resources.events, {}, { limit: 5, continue: undefined, previous: false }),
    "/api/v1/events?limit=5",
  ],
])("%s is a path", (path, expected) => {
  expect(path).toBe(expected);
});

test.each(["", ".", "..", "half a \ud83d pair"])("%j is no name of a pod", (name) => {
  expect(() => resourcePath(resources.pods, { namespace: "default", name })).toThrow(RefusedError);
});

test("a role with exactly the verbs of the table is enough for everything the adapter does", async () => {
  const rules = Object.values(resources).map(({ group, resource, verbs }) => ({
    apiGroups: [group],
    resources: [resource],
    verbs: [...verbs],
  }));
  const cluster = await startCluster({ rules, heartbeatMs: 0, controllers: false });
  const endpoint = {
    server: cluster.url,
    ca: cluster.ca,
    ...{ cert: undefined, key: undefined, proxy: undefined, servername: undefined },
    rejectUnauthorized: true,
    headers: { Authorization: `Bearer ${cluster.credentials.token}` },
  };
  const load = async () => ({ endpoint });
  const connection = connectCluster({ name: "home", clock: systemClock, log: silentLog, load });
  const signal = AbortSignal.timeout(60_000);
  connection.start();
  await connection.settled(signal);
  const [pod] = connection.snapshot().pods;

  expect(connection.snapshot().reach.state).toBe("live");
  await connection.health(signal);
  await connection.events({ namespace: undefined, about: undefined }, signal);
  for (const name of Object.keys(listed) as readonly Listed[]) await connection[name](undefined, signal);
  await connection.workloads(undefined, signal);
  await connection.pod(pod?.namespace ?? "", pod?.name ?? "", signal);

  await connection.stop();
  await cluster.close();
});
