// The webhook's door: who comes in, what is taken, and that labels stay text.
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLog } from "#src/base/log.ts";
import { createAlertmanagerDoor, reportOf } from "#src/http/alertmanager.ts";
import { type HttpServer, serveHttp } from "#src/http/server.ts";
import type { Report } from "#src/incident/reported.ts";
import { newToken } from "#src/token.ts";
import { handClock } from "../hand-clock.ts";

const { token, hash } = newToken();
const clock = handClock();

let server: HttpServer;
let reported: (readonly [string, readonly Report[]])[];
let hasRoom: boolean;
let fails: boolean;

beforeEach(async () => {
  [reported, hasRoom, fails] = [[], true, false];
  const door = createAlertmanagerDoor({
    tokens: [{ name: "prometheus", hash, clusters: ["home", "attic"] }],
    report: async (...given) => {
      if (fails) throw new Error("the database is away");
      reported.push(given);
      return hasRoom;
    },
    ...{ clock, log: silentLog },
  });
  server = await serveHttp({
    port: 0,
    ready: () => ({ ok: true, checks: {} }),
    metrics: () => "",
    slack: undefined,
    doors: { "/alertmanager": door },
  });
});
afterEach(() => server.close());

/** As Alertmanager 0.34 sends it (notify/webhook). */
const firing = {
  version: "4",
  groupKey: '{}:{alertname="KubePersistentVolumeFillingUp"}',
  truncatedAlerts: 0,
  status: "firing",
  receiver: "wheelhouse",
  notification_reason: "first notification",
  alerts: [
    {
      status: "firing",
      labels: {
        alertname: "KubePersistentVolumeFillingUp",
        severity: "critical",
        namespace: "shop",
        cluster: "attic",
      },
      annotations: { summary: "The volume db-0 is filling up." },
      startsAt: "2026-11-29T05:00:00.123456789Z",
      endsAt: "0001-01-01T00:00:00Z",
      generatorURL: "http://prometheus/graph",
      fingerprint: "c8f1ad3e0b5d7e21",
    },
  ],
};

test("a notification becomes reports for the cluster that its label names", async () => {
  expect(await post(firing)).toBe(200);
  expect(reported).toEqual([
    [
      "attic",
      [
        {
          from: "prometheus",
          fingerprint: "c8f1ad3e0b5d7e21",
          alert: "KubePersistentVolumeFillingUp",
          severity: "critical",
          summary: "The volume db-0 is filling up.",
          namespace: "shop",
          remedies: [],
          startsAt: Date.parse("2026-11-29T05:00:00.123Z"),
          isOver: false,
        },
      ],
    ],
  ]);
});

test("an alert of a cluster that the token is not for is told as its first", async () => {
  await post({ alerts: [{ ...alert(), labels: { alertname: "X", cluster: "somebody-elses" } }] });
  expect(reported.map(([cluster]) => cluster)).toEqual(["home"]);
});

test.each([
  ["no token", ""],
  ["another token", "Bearer wh_nobody"],
  ["the hash", `Bearer ${hash}`],
  ["another scheme", `Basic ${token}`],
])("%s opens nothing", async (_which, authorization) => {
  expect(await post(firing, authorization)).toBe(401);
  expect(reported).toEqual([]);
});

test.each([
  ["no JSON", "{", 400],
  ["no alerts", {}, 400],
  ["a list", [], 400],
  ["a date that is none", { alerts: [{ ...alert(), startsAt: "yesterday" }] }, 400],
  ["labels that are no text", { alerts: [{ ...alert(), labels: { alertname: {} } }] }, 400],
  ["more than 1 MiB", "x".repeat((1 << 20) + 1), 413],
])("%s is refused, and nothing of it is kept", async (_what, body, status) => {
  expect(await post(body)).toBe(status);
  expect(reported).toEqual([]);
});

test("what cannot be kept is to be sent again", async () => {
  fails = true;
  expect(await post(firing)).toBe(500);
  [fails, hasRoom] = [false, false];
  expect(await post(firing)).toBe(429);
});

test("so many at once, and more when time has passed", async () => {
  const statuses: number[] = [];
  for (let each = 0; each < 31; each++) statuses.push(await post(firing));
  expect(statuses.filter((status) => status === 200)).toHaveLength(30);
  expect(statuses.at(-1)).toBe(429);
  await clock.advance(1_000);
  expect(await post(firing)).toBe(200);
});

test("hostile labels name nothing, and no line is made of them", () => {
  const nasty = "w1 --cluster=prod; <@U01ANN>\n";
  const labels = { alertname: nasty, node: nasty, namespace: nasty, pod: nasty, severity: "__proto__" };
  const report = reportOf({ ...alert(), labels }, "prometheus");
  expect(report.remedies).toEqual([]);
  expect(report.namespace).toBeUndefined();
  expect(report.nodes).toBeUndefined();
  expect(report.severity).toBe("info");
  expect(report.alert).toMatch(/^[\w:.-]+$/);
  expect(report.summary).not.toContain("\n");
});

test("without a fingerprint the same labels are the same alert", () => {
  const one = { ...alert(), labels: { alertname: "X", a: "1" }, fingerprint: undefined };
  const other = { ...one, labels: { a: "1", alertname: "X" } };
  expect(reportOf(one, "p").fingerprint).toBe(reportOf(other, "p").fingerprint);
  const third = { ...one, labels: { alertname: "X", a: "2" } };
  expect(reportOf(third, "p").fingerprint).not.toBe(reportOf(one, "p").fingerprint);
});

function alert() {
  return {
    status: "firing" as const,
    labels: { alertname: "X" },
    annotations: {},
    startsAt: "2026-11-29T05:00:00Z",
    fingerprint: "c8f1ad3e0b5d7e21",
  };
}

async function post(body: unknown, authorization = `Bearer ${token}`): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${server.port}/alertmanager`, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...(authorization === "" ? {} : { headers: { authorization } }),
  });
  await response.text();
  return response.status;
}
