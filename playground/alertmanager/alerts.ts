// The alerts of the simulated Alertmanager, and its notifications: one for each alert that fires or is over and is not silenced.
import { createHash } from "node:crypto";
import type { createSilences } from "./silences.ts";

export type PostedAlert = {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly startsAt?: string;
  readonly endsAt?: string;
};

type Alert = Required<PostedAlert> & { readonly fingerprint: string };

type Parts = {
  readonly webhook: { readonly url: string; readonly token: string } | undefined;
  readonly silences: Pick<ReturnType<typeof createSilences>, "silencing">;
  readonly now: () => number;
};

const resolveAfterMs = 5 * 60_000;

export function createAlerts({ webhook, silences, now }: Parts) {
  const kept = new Map<string, Alert>();
  const closing = new AbortController();
  return {
    all: () =>
      [...kept.values()].filter(isFiring).map((alert) => {
        const silencedBy = silences.silencing(alert.labels);
        return { ...alert, status: { state: silencedBy.length > 0 ? "suppressed" : "active", silencedBy } };
      }),
    post: (posted: readonly PostedAlert[]): void => {
      for (const each of posted) take(each);
    },
    close: () => closing.abort(),
  };

  function isFiring({ endsAt }: Alert): boolean {
    return Date.parse(endsAt) > now();
  }

  function take({ labels, annotations = {}, startsAt, endsAt }: PostedAlert): void {
    const time = new Date(now()).toISOString();
    const fingerprint = createHash("sha256").update(JSON.stringify(labels)).digest("hex").slice(0, 16);
    const alert = {
      ...{ labels, annotations, fingerprint, startsAt: startsAt ?? time },
      endsAt: endsAt ?? new Date(now() + resolveAfterMs).toISOString(),
    };
    kept.set(fingerprint, alert);
    if (silences.silencing(labels).length === 0) void notify(alert);
  }

  async function notify(alert: Alert): Promise<void> {
    if (!webhook) return;
    const status = isFiring(alert) ? "firing" : "resolved";
    const body = JSON.stringify({ version: "4", groupKey: "{}", status, alerts: [{ ...alert, status }] });
    const headers = { authorization: `Bearer ${webhook.token}`, "content-type": "application/json" };
    const { signal } = closing;
    // Whoever does not take it is asked no second time here.
    await fetch(webhook.url, { method: "POST", headers, body, signal }).catch(() => undefined);
  }
}
