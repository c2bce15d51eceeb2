// What kubelets and the API server measure, read through the API server: few lines of long pages, one node after the other.
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { RefusedError, UnreachableError } from "#src/base/errors.ts";
import { AnsweredError } from "#src/kubernetes/connection/failure.ts";
import type { ApiServer } from "#src/kubernetes/connection/request.ts";
import { createKubeletReads } from "#src/kubernetes/read/kubelets.ts";
import { readRequestedApis } from "#src/kubernetes/read/requested-apis.ts";
import { readStorageSizes } from "#src/kubernetes/read/storage-sizes.ts";
import { createTell } from "#src/kubernetes/read/tell-reading.ts";
import { handClock } from "../../hand-clock.ts";

const { signal } = new AbortController();

/** Pages by path, cut into chunks of seven bytes; a number is the status that refuses. */
function given(pages: Record<string, string | number>, nodes = ["w1", "w2"]) {
  const clock = handClock();
  const asked: (readonly [number, string])[] = [];
  const api: ApiServer = {
    server: () => "",
    close: () => undefined,
    open: async (path) => {
      asked.push([clock.ticks(), path]);
      const page = pages[path] ?? 404;
      if (typeof page === "number")
        throw new AnsweredError({ status: page, said: "no", retryAfterMs: undefined });
      const bytes = Buffer.from(page);
      const chunks = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) =>
        bytes.subarray(7 * at, 7 * at + 7),
      );
      return Readable.from(chunks, { objectMode: false }) as IncomingMessage; // Only its bytes are read.
    },
  };
  const explain = async () => new UnreachableError("cannot reach home");
  const told = createTell({ cluster: "home", explain });
  const reads = createKubeletReads({ cluster: "home", api, told, nodes: async () => nodes, clock });
  return { api, clock, asked, reads, pages };
}

const summary = (node: string) => `/api/v1/nodes/${node}/proxy/stats/summary`;
const metrics = (node: string) => `/api/v1/nodes/${node}/proxy/metrics`;

/** A recorded shape: the claims of a pod, a volume that is no claim, and one that the kubelet has not measured yet. */
function page(free: number): string {
  const volume = [
    {
      name: "data",
      pvcRef: { name: "db", namespace: "shop" },
      capacityBytes: 100,
      availableBytes: free,
      inodes: 10,
      inodesFree: 9,
    },
    { name: "kube-api-access", capacityBytes: 100, availableBytes: 1 },
    { name: "new", pvcRef: { name: "new", namespace: "shop" } },
  ];
  return JSON.stringify({ pods: [{ podRef: { name: "db-0" }, volume }, { podRef: { name: "no-volume" } }] });
}

async function reading<T>({ clock }: ReturnType<typeof given>, work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  await clock.advance(60_000);
  return work;
}

test("claims are read with what is left of them, and nodes are asked a second apart", async () => {
  const world = given({ [summary("w1")]: page(25), [summary("w2")]: "{}" });
  expect(await reading(world, world.reads.volumes(signal))).toEqual([
    { node: "w1", namespace: "shop", claim: "db", capacityBytes: 100, free: 0.25, inodesFree: 0.9 },
  ]);
  expect(world.asked.map(([at]) => at)).toEqual([0, 1_000]);
});

test("of a node that does not answer, what was read last is kept for two hours and no longer", async () => {
  const world = given({ [summary("w1")]: page(25), [summary("w2")]: "{}" });
  await reading(world, world.reads.volumes(signal));
  world.pages[summary("w1")] = 502;
  expect(await reading(world, world.reads.volumes(signal))).toHaveLength(1);
  await world.clock.advance(2 * 3_600_000);
  expect(await reading(world, world.reads.volumes(signal))).toEqual([]);
});

test("where no node may be asked, the reading says so", async () => {
  const world = given({ [summary("w1")]: 403, [summary("w2")]: 403 });
  await expect(reading(world, world.reads.volumes(signal))).rejects.toThrow(RefusedError);
});

test("a node's cgroups, and a runtime that does not answer RuntimeConfig, are two lines of its metrics", async () => {
  const noise =
    '# HELP x y\nkubelet_cgroup_version_total 9\nkubelet_runtime_operations_total{a="}"} 1\n'.repeat(50);
  const world = given({
    [metrics("w1")]:
      `${noise}kubelet_cgroup_version 1\nkubelet_cri_losing_support{version="1.38.0"} 1\n${noise}`,
    [metrics("w2")]: `${noise}kubelet_cgroup_version 2`,
  });
  expect(await reading(world, world.reads.kubelets(signal))).toEqual([
    { node: "w1", cgroupVersion: 1, runtimeLostAt: "1.38.0" },
    { node: "w2", cgroupVersion: 2, runtimeLostAt: undefined },
  ]);
});

test("the size of etcd is one line among the API server's", async () => {
  const line = 'apiserver_storage_size_bytes{storage_cluster_id="etcd-0"} 2.097152e+07';
  const { api } = given({ "/metrics": `# TYPE apiserver_storage_size_bytes gauge\n${line}\nother 1\n` });
  expect(await readStorageSizes(api, signal)).toEqual([20 * 1024 ** 2]);
});

test("of the APIs that an upgrade removes those are told that somebody has asked for", async () => {
  const gauge = "apiserver_requested_deprecated_apis";
  const labels = (version: string, resource: string, sub = "") =>
    `{group="autoscaling",removed_release="1.38",resource="${resource}",subresource="${sub}",version="${version}"}`;
  const lines = [`${gauge}${labels("v2beta2", "hpas", "status")} 1`, `${gauge}${labels("v1", "others")} 0`];
  const { api } = given({ "/metrics": `# TYPE ${gauge} gauge\n${lines.join("\n")}\n` });
  expect(await readRequestedApis(api, signal)).toEqual([
    { group: "autoscaling", version: "v2beta2", resource: "hpas/status", removedRelease: "1.38" },
  ]);
});
