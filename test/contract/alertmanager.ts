// What an Alertmanager keeps, simulated or real, as far as our silences and our webhook rest on it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Alertmanager,
  connectAlertmanager,
  type PostedSilence,
} from "#src/alertmanager/alertmanager.ts";
import { systemClock } from "#src/base/clock.ts";
import { RefusedError } from "#src/base/errors.ts";
import { silentLog } from "#src/base/log.ts";
import { createAlertmanagerDoor } from "#src/http/alertmanager.ts";
import type { Report } from "#src/incident/reported.ts";
import { newToken } from "#src/token.ts";

export type Webhook = { readonly url: string; readonly token: string };

/** `start` gives one that posts its notifications to this webhook, at once. */
export function alertmanagerContract(
  start: (webhook: Webhook) => Promise<{ readonly url: string; readonly close: () => Promise<void> }>,
): void {
  const reports: Report[] = [];
  const { token, hash } = newToken();
  const door = createAlertmanagerDoor({
    tokens: [{ name: "prometheus", hash, clusters: ["home"] }],
    report: async (_cluster, taken) => {
      reports.push(...taken);
      return true;
    },
    clock: systemClock,
    log: silentLog,
  });
  const sink = createServer(door);
  let url: string;
  let close: () => Promise<void>;
  let alertmanager: Alertmanager;

  beforeAll(async () => {
    await new Promise<void>((resolve) => sink.listen(0, "127.0.0.1", resolve));
    const { port } = sink.address() as AddressInfo;
    ({ url, close } = await start({ url: `http://127.0.0.1:${port}/alertmanager`, token }));
    alertmanager = connectAlertmanager({ url, authorization: () => undefined });
  });
  afterAll(async () => {
    await close?.();
    sink.closeAllConnections();
    await new Promise((resolve) => sink.close(resolve));
  });

  test("a silence is there with its comment, and ends when it is ended, once and again", async () => {
    const id = await alertmanager.post(silence("ended"), soon());
    expect(await stateOf(id)).toEqual(["active", "moving racks (Wheelhouse si-1)"]);
    await alertmanager.expire(id, soon());
    await alertmanager.expire(id, soon());
    expect((await stateOf(id))[0]).toBe("expired");
    // One that it never had, or has forgotten.
    await alertmanager.expire("11111111-2222-4333-8444-555555555555", soon());
  });

  test("a later end moves it on under its id; what has ended becomes another", async () => {
    const id = await alertmanager.post(silence("moved"), soon());
    const there = (await alertmanager.silences(soon())).find((each) => each.id === id);
    const later = { ...silence("moved"), id, startsAt: there?.startsAt ?? "", endsAt: inMinutes(120) };
    expect(await alertmanager.post(later, soon())).toBe(id);
    await alertmanager.expire(id, soon());
    expect(await alertmanager.post(later, soon())).not.toBe(id);
  });

  test("one that begins later waits for that", async () => {
    const id = await alertmanager.post({ ...silence("later"), startsAt: inMinutes(30) }, soon());
    expect((await stateOf(id))[0]).toBe("pending");
  });

  test.each([
    ["that is over", { startsAt: inMinutes(-20), endsAt: inMinutes(-10) }],
    ["that ends before it begins", { startsAt: inMinutes(20), endsAt: inMinutes(10) }],
    ["of nothing", { matchers: [] }],
    ["that becomes what is not there", { id: "11111111-2222-4333-8444-555555555555" }],
  ])("a silence %s is refused", async (_what, more) => {
    const refused = alertmanager.post({ ...silence("refused"), ...more }, soon());
    await expect(refused).rejects.toBeInstanceOf(RefusedError);
  });

  test("an alert is posted to our door, is silent while it is silenced, and is told when it is over", async () => {
    await alertmanager.post(silence("Hushed"), soon());
    await fire({ alertname: "Hushed", severity: "critical" });
    await fire({ alertname: "Loud", severity: "critical", node: "w1", namespace: "shop", pod: "web-0" });
    await expect.poll(() => told("Loud")).toHaveLength(1);
    expect(told("Hushed")).toEqual([]);
    const known = await alertmanager.alerts(soon());
    const loud = known.find(({ labels }) => labels.alertname === "Loud");
    expect(told("Loud")[0]).toMatchObject({
      ...{ fingerprint: loud?.fingerprint, severity: "critical", isOver: false, nodes: ["w1"] },
      remedies: ["pod show shop/web-0", "node show w1"],
    });
    const labels = { alertname: "Loud", severity: "critical", node: "w1", namespace: "shop", pod: "web-0" };
    await fire(labels, { endsAt: inMinutes(0) });
    await expect.poll(() => told("Loud").some(({ isOver }) => isOver)).toBe(true);
    expect(told("Hushed")).toEqual([]);
  });

  test("of an alert that was told and is silenced since, not even its end is posted: whoever asks sees it", async () => {
    await fire({ alertname: "Muted" });
    await expect.poll(() => told("Muted")).toHaveLength(1);
    await alertmanager.post(silence("Muted"), soon());
    await fire({ alertname: "Muted" }, { endsAt: inMinutes(0) });
    await fire({ alertname: "After" });
    await expect.poll(() => told("After")).toHaveLength(1);
    await expect.poll(knowsMuted).toBe(false);
    expect(told("Muted")).toHaveLength(1);

    async function knowsMuted(): Promise<boolean> {
      return (await alertmanager.alerts(soon())).some(({ labels }) => labels.alertname === "Muted");
    }
  });

  function told(alert: string): readonly Report[] {
    return reports.filter((each) => each.alert === alert);
  }

  async function stateOf(id: string): Promise<readonly unknown[]> {
    const found = (await alertmanager.silences(soon())).find((each) => each.id === id);
    return [found?.status.state, found?.comment];
  }

  /** As Prometheus posts it. */
  async function fire(labels: Readonly<Record<string, string>>, more: object = {}): Promise<void> {
    const response = await fetch(`${url}/api/v2/alerts`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([{ labels, annotations: { summary: "it is loud" }, ...more }]),
    });
    expect(response.status).toBe(200);
  }
}

function silence(alertname: string): PostedSilence {
  return {
    matchers: [{ name: "alertname", value: alertname, isRegex: false, isEqual: true }],
    startsAt: inMinutes(0),
    endsAt: inMinutes(60),
    createdBy: "Ann (U0ANN)",
    comment: "moving racks (Wheelhouse si-1)",
  };
}

function inMinutes(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString();
}

function soon(): AbortSignal {
  return AbortSignal.timeout(60_000);
}
