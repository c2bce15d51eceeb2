// The API's doors: whose clusters are read, what the document lets through, and who must act when it fails.
import { afterEach, beforeEach, expect, test } from "vitest";
import { RefusedError, UnreachableError, UsageError } from "#src/base/errors.ts";
import { silentLog } from "#src/base/log.ts";
import { type ApiParts, createApi } from "#src/http/api.ts";
import { type HttpServer, serveHttp } from "#src/http/server.ts";
import type { AuditRow } from "#src/operation/audit.ts";
import { newToken } from "#src/token.ts";
import { handClock } from "../hand-clock.ts";
import { givenIncident } from "../incident/given-incident.ts";

const [viewer, admin] = [newToken(), newToken()];

let server: HttpServer;
let listed: unknown[];
let fails: Error | undefined;

const taken = {
  kind: "table",
  table: { columns: [{ title: "State" }], rows: [[["taken by ", { who: "U0BOB" }]]] },
} as const;

beforeEach(async () => {
  [listed, fails] = [[], undefined];
  const parts: ApiParts = {
    tokens: [
      { name: "ci", hash: viewer.hash, role: "viewer", clusters: ["home", "attic"] },
      { name: "boss", hash: admin.hash, role: "admin", clusters: ["home"] },
    ],
    incidents: async (wanted) => {
      listed.push(wanted);
      return [givenIncident({ cluster: wanted.cluster, since: wanted.cluster === "home" ? 1 : 2 })];
    },
    operations: async () => [],
    audit: rows,
    serve: async (_token, line) => {
      if (fails) throw fails;
      return { answer: { headline: line, tone: "good", parts: [taken], buttons: [] } };
    },
    redact: (value) => JSON.parse(JSON.stringify(value ?? null).replaceAll("hunter2hunter2", "•••")),
    clock: handClock(),
    log: silentLog,
  };
  const ready = () => ({ ok: true, checks: {} });
  server = await serveHttp({
    port: 0,
    ready,
    metrics: () => "",
    slack: undefined,
    doors: createApi(parts),
  });
});
afterEach(() => server.close());

async function* rows({ after }: { readonly after: number }): AsyncGenerator<AuditRow> {
  for (const [at, cluster] of ["home", "attic", "home", undefined, "home"].entries()) {
    const row = { seq: at + 1, at, event: "proposed", cluster, details: {}, previous: "", hash: "" } as const;
    if (row.seq > after) yield row;
  }
}

test("incidents are those of the token's clusters, newest first", async () => {
  const { status, body } = await call("/api/incidents?state=firing&limit=5");
  expect(status).toBe(200);
  expect(body.incidents.map(({ cluster }: { cluster: string }) => cluster)).toEqual(["attic", "home"]);
  expect(listed).toEqual([
    { cluster: "home", states: ["firing"], limit: 5 },
    { cluster: "attic", states: ["firing"], limit: 5 },
  ]);
});

test("another cluster is not for this token", async () => {
  expect((await call("/api/incidents?cluster=work")).status).toBe(403);
  expect(listed).toEqual([]);
});

test.each(["state=well", "limit=0", "limit=1001", "limit=ten", "order=asc", "limit=1&limit=2"])(
  "the query %s is not what the document describes",
  async (query) => {
    expect((await call(`/api/incidents?${query}`)).status).toBe(400);
    expect(listed).toEqual([]);
  },
);

test("the audit is for admins, about the token's clusters, and goes on where it ended", async () => {
  expect((await call("/api/audit")).status).toBe(403);
  const first = await call("/api/audit?limit=2", admin.token);
  expect(first.body.rows.map(({ seq }: { seq: number }) => seq)).toEqual([1, 3]);
  const next = await call(`/api/audit?after=${first.body.after}`, admin.token);
  expect(next.body.rows.map(({ seq }: { seq: number }) => seq)).toEqual([5]);
});

test.each([
  [{}, 400],
  [{ line: "" }, 400],
  [{ line: 5 }, 400],
  [{ line: "status", as: "U0ADA" }, 400],
  [{ line: "x".repeat(2_001) }, 400],
  [{ line: "status" }, 200],
])("the body %j is answered with %i", async (body, status) => {
  expect((await call("/api/lines", viewer.token, body)).status).toBe(status);
});

test.each([
  [new UsageError("no"), 400],
  [new RefusedError("no"), 409],
  [new UnreachableError("no"), 503],
])("%s says who must act", async (error, status) => {
  fails = error;
  const said = await call("/api/lines", viewer.token, { line: "status" });
  expect([said.status, said.body.error]).toEqual([status, "no"]);
});

test("a bug of ours tells nothing of itself, and secrets are told to nobody", async () => {
  fails = new Error("hunter2hunter2");
  expect(await call("/api/lines", viewer.token, { line: "status" })).toEqual({
    status: 500,
    body: undefined,
  });
  fails = undefined;
  const said = await call("/api/lines", viewer.token, { line: "password hunter2hunter2" });
  expect(said.body.answer).toMatchObject({ headline: "password •••", tone: "good" });
});

test("who is named in a table is words for a program", async () => {
  const said = await call("/api/lines", viewer.token, { line: "alert list" });
  expect(said.body.answer.parts).toEqual([
    { kind: "table", table: { columns: [{ title: "State" }], rows: [["taken by U0BOB"]] } },
  ]);
});

test("without a token, and with another's, nothing is read", async () => {
  expect((await call("/api/incidents", "wh_nobody")).status).toBe(401);
  expect(listed).toEqual([]);
});

// biome-ignore lint/suspicious/noExplicitAny: what comes back is looked into by the tests.
type Said = { readonly status: number; readonly body: any };

async function call(path: string, token = viewer.token, body?: unknown): Promise<Said> {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}
