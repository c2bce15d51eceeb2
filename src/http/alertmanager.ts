// Alertmanager's webhook, version 4: taken by its shape, as a template may change the rest of it. What it says becomes incidents.
import { createHash } from "node:crypto";
import type { RequestListener } from "node:http";
import { z } from "zod";
import type { Clock } from "#src/base/clock.ts";
import type { Log } from "#src/base/log.ts";
import { oneLine, shorten } from "#src/base/text.ts";
import type { Report } from "#src/incident/reported.ts";
import { createDoor, type Reply } from "./door.ts";
import type { Known } from "./tokens.ts";

/** The first cluster is meant where the label `cluster` names none of them. */
export type AlertmanagerToken = Known & { readonly clusters: readonly string[] };

type Parts = {
  readonly tokens: readonly AlertmanagerToken[];
  /** False when more is open than is kept. */
  readonly report: (cluster: string, reports: readonly Report[]) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
};

const texts = z.record(z.string(), z.string());
const alert = z.object({
  status: z.enum(["firing", "resolved"]),
  labels: texts,
  annotations: texts.default({}),
  startsAt: z.iso.datetime({ offset: true }),
  fingerprint: z.string().optional(),
});
const Notification = z.object({ alerts: z.array(alert).max(1_000) });
type Alert = z.output<typeof alert>;

export function createAlertmanagerDoor({ tokens, report, clock, log }: Parts): RequestListener {
  return createDoor({ method: "POST", tokens, answer, clock, log });

  async function answer({ token, body }: { token: AlertmanagerToken; body: unknown }): Promise<Reply> {
    const read = Notification.safeParse(body);
    if (!read.success) return { status: 400, body: { error: "This is no notification of Alertmanager's." } };
    const byCluster = Map.groupBy(read.data.alerts, (each) => clusterOf(each, token));
    let isAllTaken = true;
    for (const [cluster, alerts] of byCluster) {
      if (cluster === undefined) continue;
      const isTaken = await report(
        cluster,
        alerts.map((each) => reportOf(each, token.name)),
      );
      isAllTaken &&= isTaken;
    }
    if (isAllTaken) return { status: 200, body: {} };
    log.warn("more alerts are open than are kept", { from: token.name });
    return { status: 429, headers: { "retry-after": "60" } };
  }
}

function clusterOf({ labels }: Alert, { clusters }: AlertmanagerToken): string | undefined {
  return clusters.find((each) => each === labels.cluster) ?? clusters[0];
}

const severities: Readonly<Record<string, Report["severity"]>> = {
  critical: "critical",
  page: "critical",
  error: "warning",
  warning: "warning",
};

/** What its labels say, as far as they are what they seem: anybody who can make a metric may have written them. */
export function reportOf(
  { status, labels, annotations, startsAt, fingerprint }: Alert,
  from: string,
): Report {
  const [node, namespace, pod] = [labels.node, labels.namespace, labels.pod].map(objectName);
  const { severity = "", alertname = "" } = labels;
  return {
    from,
    fingerprint: /^[0-9a-f]{8,64}$/.test(fingerprint ?? "") ? String(fingerprint) : ownFingerprint(labels),
    alert: alertname.replace(/[^\w:.-]/g, "_").slice(0, 100) || "Alert",
    severity: Object.hasOwn(severities, severity) ? (severities[severity] ?? "info") : "info",
    summary: shorten(oneLine(summaryOf(labels, annotations)), longestSummary),
    ...(namespace === undefined ? {} : { namespace }),
    ...(node === undefined ? {} : { nodes: [node] }),
    remedies: [
      ...(pod !== undefined && namespace !== undefined ? [`pod show ${namespace}/${pod}`] : []),
      ...(node === undefined ? [] : [`node show ${node}`]),
    ],
    startsAt: Date.parse(startsAt),
    isOver: status === "resolved",
  };
}

const longestSummary = 500;

/** What people wrote for people, else what names it. */
function summaryOf(labels: Alert["labels"], { summary, message, description }: Alert["annotations"]): string {
  const said = [summary, message, description].find((each) => each?.trim());
  if (said !== undefined) return said;
  const { alertname = "Alert", severity: _severity, ...rest } = labels;
  const told = Object.entries(rest).map(([name, value]) => `${name}=${value}`);
  return [alertname, ...told].join(" ");
}

/** A Kubernetes name is safe in a line that a button types. */
function objectName(text: string | undefined): string | undefined {
  return text !== undefined && /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(text) ? text : undefined;
}

/** A payload of one's own may leave it out: it is made from the labels, as Alertmanager's is. */
function ownFingerprint(labels: Alert["labels"]): string {
  const sorted = Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 16);
}
