// Admission webhooks as an upgrade sees them: which are asked about kube-system's pods, and whether anybody is there to answer.
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import type { Labels } from "#src/kubernetes/facts.ts";
import type { Webhook } from "#src/kubernetes/read/webhooks.ts";
import { selects } from "../label-selector.ts";
import type { WebhookFacts } from "./facts.ts";

const system = "kube-system";

type From = Pick<ClusterView, "validatingWebhooks" | "mutatingWebhooks" | "namespaces" | "endpoints">;

export async function readWebhooks(cluster: From, signal: AbortSignal): Promise<readonly WebhookFacts[]> {
  const [validating, mutating] = await Promise.all([
    cluster.validatingWebhooks(undefined, signal),
    cluster.mutatingWebhooks(undefined, signal),
  ]);
  const all = [...validating, ...mutating];
  if (all.length === 0) return [];
  const [namespaces, endpoints] = await Promise.all([
    cluster.namespaces(undefined, signal),
    cluster.endpoints(undefined, signal),
  ]);
  const labels = namespaces.find(({ name }) => name === system)?.labels ?? {};
  return all.map((webhook) => {
    const { service } = webhook;
    const answering = endpoints.filter(
      (each) => each.ready && each.namespace === service?.namespace && each.service === service.name,
    );
    return {
      ...webhook,
      minds: minds(webhook, labels),
      readyOn: service && answering.map(({ node }) => node),
    };
  });
}

/** Whether it is asked about pods that are made in a namespace with these labels. */
export function minds({ rules, namespaces }: Webhook, labels: Labels): boolean {
  const aboutPods = rules.some(
    ({ groups, resources, operations }) =>
      groups.some((each) => each === "" || each === "*") &&
      resources.some((each) => ["pods", "*", "*/*"].includes(each)) &&
      operations.some((each) => each === "CREATE" || each === "*"),
  );
  return aboutPods && selects(namespaces, labels);
}
