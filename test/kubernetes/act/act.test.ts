// A change goes out once, and whatever comes of it is told in words that say whether it was made.

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { ApiCall } from "#src/base/call.ts";
import { systemClock } from "#src/base/clock.ts";
import { FenceError, ForbiddenError, RefusedError, UnreachableError } from "#src/base/errors.ts";
import type { Json } from "#src/base/json.ts";
import { silentLog } from "#src/base/log.ts";
import { createActing } from "#src/kubernetes/act/act.ts";
import { connectCluster } from "#src/kubernetes/connect.ts";
import type { Endpoint } from "#src/kubernetes/connection/endpoint.ts";
import { UnsentError } from "#src/kubernetes/connection/failure.ts";
import { createApiServer } from "#src/kubernetes/connection/request.ts";
import { resources } from "#src/kubernetes/resources.ts";
import { type Unfenced, unfenced } from "../../unfenced.ts";
import { fixedCredentials } from "../fixed-credentials.ts";
import { type ScriptedServer, startScriptedServer } from "../scripted-server.ts";

const ends: (() => Promise<unknown>)[] = [];
const pod = { namespace: "shop", name: "db-0", uid: "uid-db-0" };
const cordon = { unschedulable: true, annotations: {} };

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function givenServer(): Promise<{ server: ScriptedServer; cluster: Unfenced }> {
  const server = await startScriptedServer();
  ends.push(server.stop);
  return { server, cluster: given(server.url) };
}

function given(server: string, endpoints: readonly Partial<Endpoint>[] = [{}]): Unfenced {
  const nothing = { ca: undefined, cert: undefined, key: undefined, proxy: undefined, servername: undefined };
  const made = endpoints.map((more) => ({
    server,
    headers: {},
    rejectUnauthorized: true,
    ...nothing,
    ...more,
  }));
  let loaded = 0;
  const cluster = unfenced(
    connectCluster({
      name: "home",
      clock: systemClock,
      log: silentLog,
      load: async () => {
        loaded += 1;
        const endpoint = made[Math.min(loaded, made.length) - 1];
        if (endpoint === undefined) throw new Error("no endpoint is given");
        return { endpoint };
      },
    }),
  );
  ends.push(cluster.stop);
  return cluster;
}

async function failureOf(asked: Promise<unknown>): Promise<unknown> {
  return asked.then(
    () => undefined,
    (error: unknown) => error,
  );
}

test("a deletion announces the length of its body, or the API server would not see its preconditions", async () => {
  const { server, cluster } = await givenServer();
  const deletion = cluster.deletePod(pod, { graceSeconds: 5 }, soon());
  const call = await server.next();
  call.answer(200, {});

  expect(await deletion).toBe("deleting");
  const body = JSON.stringify({
    apiVersion: "v1",
    kind: "DeleteOptions",
    preconditions: { uid: "uid-db-0" },
    gracePeriodSeconds: 5,
  });
  expect(call.headers["content-length"]).toBe(String(body.length));
});

test("a change that is cut off before its answer is not known to be made, and not made again", async () => {
  const { server, cluster } = await givenServer();
  const failure = failureOf(cluster.setUnschedulable("w3", cordon, soon()));
  (await server.next()).cut();

  expect(await failure).toBeInstanceOf(UnreachableError);
  expect(await failure).toMatchObject({
    message: expect.stringMatching(/; it is not known whether the change was made: cordon w3$/),
  });
  expect(server.seen).toHaveLength(1);
});

test("a connection that was idle too long is no reason to send a change twice", async () => {
  const { server, cluster } = await givenServer();
  const read = cluster.node("w3", soon());
  (await server.next()).answer(404, { kind: "Status", reason: "NotFound" });
  await read;
  const failure = failureOf(cluster.setUnschedulable("w3", cordon, soon()));
  (await server.next()).cut();
  await failure;

  expect(server.seen).toHaveLength(2);
});

test("nothing is changed where nobody listens", async () => {
  const server = await startScriptedServer();
  await server.stop();
  const failure = await failureOf(given(server.url).evict(pod, {}, soon()));

  expect(failure).toBeInstanceOf(UnreachableError);
  expect(failure).toMatchObject({
    message: expect.stringMatching(/connection refused\); nothing was changed: evict pod shop\/db-0$/),
  });
});

test("nothing is changed before a handshake is over", async () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => sockets.add(socket));
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  ends.push(async () => {
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
  const { port } = silent.address() as AddressInfo; // a listening TCP server has one
  const impatient = new AbortController();
  const failure = failureOf(
    given(`https://127.0.0.1:${port}`).setUnschedulable("w3", cordon, impatient.signal),
  );
  await once(silent, "connection");
  impatient.abort();

  expect(await failure).toMatchObject({
    message: "cannot reach home: no answer came in time; nothing was changed: cordon w3",
  });
});

test("whoever stops waiting for an answer does not know", async () => {
  const { server, cluster } = await givenServer();
  const impatient = new AbortController();
  const failure = failureOf(cluster.setUnschedulable("w3", cordon, impatient.signal));
  await server.next();
  impatient.abort();

  expect(await failure).toBeInstanceOf(UnreachableError);
  expect(await failure).toMatchObject({
    message:
      "cannot reach home: no answer came in time; it is not known whether the change was made: cordon w3",
  });
});

test("a change that was refused for old credentials is made with new ones", async () => {
  const server = await startScriptedServer();
  ends.push(server.stop);
  const cluster = given(server.url, [
    { headers: { Authorization: "Bearer old" } },
    { headers: { Authorization: "Bearer new" } },
  ]);
  const change = cluster.setUnschedulable("w3", cordon, soon());
  (await server.next()).answer(401, { kind: "Status", reason: "Unauthorized" });
  const second = await server.next();
  second.answer(200, {});
  await change;

  expect(second.headers.authorization).toBe("Bearer new");
});

test("credentials that are refused for good have changed nothing", async () => {
  const { server, cluster } = await givenServer();
  const failure = failureOf(cluster.setUnschedulable("w3", cordon, soon()));
  (await server.next()).answer(401, { kind: "Status", reason: "Unauthorized" });

  expect(await failure).toBeInstanceOf(UnreachableError);
  expect(await failure).toMatchObject({
    message: expect.stringMatching(/; nothing was changed: cordon w3$/),
  });
});

test.each([
  [403, "Forbidden", ForbiddenError, /^cannot cordon w3 on home: Wheelhouse may not \(because\)$/],
  [404, "NotFound", RefusedError, /^cannot cordon w3 on home: it is not there \(because\)$/],
  [409, "Conflict", RefusedError, /^cannot cordon w3 on home: it has changed since it was read \(because\)$/],
  [409, "AlreadyExists", RefusedError, /^cannot cordon w3 on home: because$/],
  [410, "Gone", RefusedError, /^cannot cordon w3 on home: it is not there \(because\)$/],
  [422, "Invalid", RefusedError, /^cannot cordon w3 on home: because$/],
  [429, "TooManyRequests", RefusedError, /^cannot cordon w3 on home: the API server is busy \(because\)$/],
  [
    500,
    "InternalError",
    UnreachableError,
    /answers 500: because; it is not known whether the change was made$/,
  ],
  [503, "ServiceUnavailable", UnreachableError, /answers 503: because; it is not known whether/],
])("an answer of %i %s is told in words", async (status, reason, kind, message) => {
  const { server, cluster } = await givenServer();
  const failure = failureOf(cluster.setUnschedulable("w3", cordon, soon()));
  (await server.next()).answer(status, { kind: "Status", reason, message: "because", code: status });

  expect(await failure).toBeInstanceOf(kind);
  expect(await failure).toMatchObject({ message: expect.stringMatching(message) });
  expect(server.seen).toHaveLength(1);
});

test("an eviction waits for a namespace that is being deleted, and for a server that says when to come back", async () => {
  const { server, cluster } = await givenServer();
  const terminating = cluster.evict(pod, {}, soon());
  const causes = [{ reason: "NamespaceTerminating", message: "namespace shop is being terminated" }];
  (await server.next()).answer(403, { reason: "Forbidden", message: "forbidden", details: { causes } });
  const overloaded = cluster.evict(pod, {}, soon());
  (await server.next()).answer(503, { message: "overloaded" }, { "Retry-After": "3" });

  expect(await terminating).toEqual({ outcome: "blocked", why: "forbidden", retryAfterMs: 5_000 });
  expect(await overloaded).toEqual({ outcome: "blocked", why: "overloaded", retryAfterMs: 3_000 });
});

test("the secret half of a token appears in no failure, whatever the server says", async () => {
  const { server, cluster } = await givenServer();
  const wanted = { expiresAt: Date.now() + 60_000, description: "", groups: [], annotations: {} };
  const failure = failureOf(cluster.createToken(wanted, soon()));
  const call = await server.next();
  const sent = JSON.parse(await call.body) as { stringData: Record<string, string> };
  const secret = sent.stringData["token-secret"] ?? "";
  const message = `admission denied ${secret} alias ${Buffer.from(secret).toString("base64")}`;
  call.answer(403, { reason: "Forbidden", message });
  const said = await failure;

  expect(secret).toMatch(/^[a-z0-9]{16}$/);
  expect(said).toMatchObject({ message: expect.stringContaining("admission denied … alias …") });
  expect(JSON.stringify(said, Object.getOwnPropertyNames(said))).not.toContain(secret);
  expect(String((said as Error).cause)).not.toContain(secret);
});

function soon(): AbortSignal {
  return AbortSignal.timeout(60_000);
}

/** Behind a fence that can be closed, with credentials that can be held back. */
function fencedAt(url: string) {
  let isClosed = false;
  let loaded = 0;
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const nothing = { ca: undefined, cert: undefined, key: undefined, proxy: undefined, servername: undefined };
  const connection = connectCluster({
    ...{ name: "home", clock: systemClock, log: silentLog },
    load: async () => {
      loaded += 1;
      await held;
      const headers = { authorization: `Bearer ${loaded}` };
      return { endpoint: { server: url, rejectUnauthorized: true, ...nothing, headers } };
    },
  });
  ends.push(connection.stop);
  const cluster = connection.fenced(() => {
    if (isClosed) throw new FenceError("the fence is closed");
  });
  const close = () => {
    isClosed = true;
  };
  return { cluster, release, close };
}

test("a change that waits for credentials when the fence closes never leaves", async () => {
  const { server } = await givenServer();
  const { cluster, release, close } = fencedAt(server.url);
  const asked = failureOf(cluster.deletePod(pod, {}, soon()));
  close();
  release();
  expect(await asked).toEqual(new FenceError("the fence is closed"));
  expect(server.seen).toEqual([]);
});

test("a change whose credentials were refused is not sent again when the fence has closed since", async () => {
  const { server } = await givenServer();
  const { cluster, release, close } = fencedAt(server.url);
  release();
  const asked = failureOf(cluster.deletePod(pod, {}, soon()));
  const call = await server.next();
  close();
  call.answer(401, {});
  expect(await asked).toEqual(new FenceError("the fence is closed"));
  expect(server.seen).toHaveLength(1);
});

test("the fence is shown the text that is sent, not the object that it was made of", async () => {
  const { server } = await givenServer();
  const shown: ApiCall[] = [];
  const api = createApiServer({ credentials: fixedCredentials(server.url), clock: systemClock });
  ends.push(async () => api.close());
  const { act } = createActing({
    ...{ cluster: "home", api, read: (_what, _signal, reading) => reading },
    explain: async () => new UnreachableError("nobody answers"),
    fence: (call) => void shown.push(call as ApiCall),
  });
  const body = { spec: { unschedulable: true, toJSON: () => ({ unschedulable: false }) } };
  const call = {
    at: "api",
    method: "PATCH",
    path: "/api/v1/nodes/w3",
    body: body as unknown as Json,
  } as const;
  const asked = act({ what: "cordon w3", resource: resources.nodes, call }, soon());
  const received = await server.next();
  received.answer(200, {});
  await asked;
  expect(await received.body).toBe('{"spec":{"unschedulable":false}}');
  for (const { body: seen } of shown) expect(seen).toEqual({ spec: { unschedulable: false } });
  expect(shown).toHaveLength(2);
});

test("a change whose fence closes while it connects sends no byte", async () => {
  const heard: (string | Buffer)[] = [];
  const gone = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.on("data", (bytes) => heard.push(bytes)).on("error", () => undefined);
    socket.on("close", () => gone.resolve());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(async () => server.close());
  const { port } = server.address() as AddressInfo;
  let asked = 0;
  const api = createApiServer({
    credentials: fixedCredentials(`http://127.0.0.1:${port}`),
    clock: systemClock,
  });
  ends.push(async () => api.close());
  const leaving = () => {
    asked += 1;
    throw new FenceError("the fence is closed");
  };
  const change = { method: "DELETE", contentType: "application/json", body: "{}", leaving } as const;
  await expect(api.open("/", { signal: soon(), change })).rejects.toThrow(UnsentError);
  await gone.promise;
  expect(asked).toBe(1);
  expect(heard.join("")).toBe("");
});
