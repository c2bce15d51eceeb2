// Lists that are longer than anybody wants to read.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#src/base/clock.ts";
import { RefusedError } from "#src/base/errors.ts";
import { silentLog } from "#src/base/log.ts";
import type { ClusterConnection } from "#src/kubernetes/cluster.ts";
import { connectCluster } from "#src/kubernetes/connect.ts";

const signal = AbortSignal.timeout(60_000);
let asked: readonly URL[];
let total: number;

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "", "http://127.0.0.1");
  asked = [...asked, url];
  const from = Number(url.searchParams.get("continue") ?? 0);
  const to = Math.min(total, from + Number(url.searchParams.get("limit")));
  const items = Array.from({ length: to - from }, (_, index) => event(from + index));
  const metadata = { resourceVersion: "1", continue: to < total ? `${to}` : "" };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ metadata, items }));
});

let connection: ClusterConnection;

beforeEach(async () => {
  asked = [];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = {
    server: `http://127.0.0.1:${port}`,
    ...{ ca: undefined, cert: undefined, key: undefined, proxy: undefined, servername: undefined },
    rejectUnauthorized: true,
    headers: {},
  };
  const load = async () => ({ endpoint });
  connection = connectCluster({ name: "home", clock: systemClock, log: silentLog, load });
});

afterEach(async () => {
  await connection.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("of more events than are kept, the newest are", async () => {
  total = 45_000;

  const events = await connection.events({ namespace: undefined, about: undefined }, signal);

  expect(asked).toHaveLength(90);
  expect(events).toHaveLength(20_000);
  expect(events[0]?.lastAt).toBe(timeOf(44_999));
  expect(events.at(-1)?.lastAt).toBe(timeOf(25_000));
});

test("of more services than anybody reads none are shown as if they were all", async () => {
  total = 20_001;

  await expect(connection.services(undefined, signal)).rejects.toThrow(
    new RefusedError("services on home: more than 20000 services", { hint: "ask about one namespace" }),
  );
});

test("a name adds no terms to a selector", async () => {
  total = 0;

  const about = { kind: "Pod", name: "a,involvedObject.kind=Node" };
  await connection.events({ namespace: undefined, about }, signal);

  expect(asked[0]?.searchParams.get("fieldSelector")).toBe(
    "involvedObject.kind=Pod,involvedObject.name=a\\,involvedObject.kind\\=Node",
  );
});

function event(index: number): object {
  return { metadata: { name: `${index}` }, lastTimestamp: new Date(timeOf(index)).toISOString() };
}

function timeOf(index: number): number {
  return Date.parse("2026-11-22T12:00:00Z") + index * 1_000;
}
