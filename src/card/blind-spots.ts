// What nobody can say of a cluster now, because what would tell it could not be read; and which alerts are not judged meanwhile.
import { listed, span } from "#src/base/text.ts";
import { rules } from "#src/incident/problems.ts";
import type { Problem } from "#src/incident/rule.ts";
import type { Sight } from "#src/incident/sight.ts";
import type { Reading } from "#src/kubernetes/probe.ts";
import type { ProbeName } from "#src/kubernetes/probes.ts";

const unknown: Readonly<Record<ProbeName, string>> = {
  apiServer: "whether its API server is ready",
  bootstrapTokens: "whether it has tokens without an end",
  certificateRequests: "whether certificate requests wait",
  certificates: "when its certificates end",
  etcdSize: "how large etcd has grown",
  hostKeys: "whether its machines still show the keys that were approved",
  kubeProxyConfig: "how kube-proxy is configured",
  kubelets: "what its kubelets run on",
  volumes: "how full its volumes are",
  workloads: "whether its workloads are complete",
};

/** `nobody knows when its certificates end`, or "" when everything that was tried was read. */
export function blindness(sight: Sight): string {
  const spots = unread(sight).map(({ name }) => unknown[name]);
  return spots.length === 0 ? "" : `nobody knows ${listed(spots)}`;
}

/** A line for each, with why; what the API server's own word is missing for stands among the facts. */
export function blindSpots(sight: Sight): readonly Problem[] {
  return unread(sight)
    .filter(({ name }) => name !== "apiServer")
    .map(({ name, why, alerts }) => ({
      alert: "",
      severity: "info",
      subject: { kind: "Cluster", name: sight.cluster },
      summary: `Nobody knows ${unknown[name]}: ${why} (so there is no ${listed(alerts)})`,
      remedies: [],
    }));
}

type Unread = { readonly name: ProbeName; readonly why: string; readonly alerts: readonly string[] };

/** What was never tried since the start is no failure, but for what every question tries. */
function unread({ probes, now }: Sight): readonly Unread[] {
  const names = Object.keys(unknown) as readonly ProbeName[]; // Object.keys forgets the type of the keys.
  return names.flatMap((name) => {
    const reading: Reading<unknown> | undefined = probes[name];
    const alerts = rules.filter(({ needs }) => needs.includes(name)).map(({ alert }) => alert);
    const why = reading ? whyBlind(reading, now) : name === "apiServer" ? "it was not asked" : undefined;
    return why === undefined || alerts.length === 0 ? [] : [{ name, why, alerts: [...new Set(alerts)] }];
  });
}

function whyBlind(reading: Reading<unknown>, now: number): string | undefined {
  if ("error" in reading) return reading.error.message;
  return now > reading.until ? `it was last read ${span(now - reading.at)} ago` : undefined;
}
