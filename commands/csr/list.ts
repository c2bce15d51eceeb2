// /k8s csr list
import { z } from "zod";
import { count, span } from "#src/base/text.ts";
import { readNow, settle } from "#src/card/freshness.ts";
import { defineQuery } from "#src/command/define.ts";
import { howKubeletsAsk, stateOf, whyNotOurs } from "#src/kubeadm/serving/find-request.ts";
import type { Surroundings } from "#src/kubeadm/serving/serving-names.ts";
import { isPending, namesIn, problemsOf } from "#src/kubeadm/serving/serving-request.ts";
import { surroundingsOf } from "#src/kubeadm/serving/surroundings.ts";
import type { CertificateRequest } from "#src/kubernetes/facts.ts";

/** Further ones are approved by typing. */
const mostButtons = 4;

export default defineQuery({
  summary: "Certificate requests, waiting ones first, and what is wrong with them",
  role: "viewer",
  args: z.object({}),
  positional: [],
  aliases: ["certificate request list"],
  async answer(_args, { cluster, now, signal }) {
    await settle(cluster, signal);
    const requests = (await cluster.certificateRequests(signal)).toSorted(pendingFirst);
    const pending = requests.filter(isPending);
    const around = await surroundingsOf(cluster, signal);
    const rows = requests.map((request) => ({ request, verdict: verdictOn(request, around, now) }));
    const good = rows.filter(({ verdict }) => verdict.good);
    const wrong = rows.filter(({ verdict }) => verdict.problems.length > 0);
    return {
      headline: `${cluster.name}: ${count(pending.length, "certificate request")} of ${requests.length} ${pending.length === 1 ? "waits" : "wait"}`,
      tone: wrong.length > 0 ? "warning" : pending.length > 0 ? "neutral" : "good",
      parts: [
        {
          kind: "table",
          table: {
            columns: [
              { title: "Request" },
              { title: "State" },
              { title: "Asked by" },
              { title: "For" },
              { title: "Age", align: "right" },
              { title: "Names" },
            ],
            rows: rows.map(({ request, verdict }) => [
              request.name,
              verdict.said,
              request.username,
              request.signer.replace("kubernetes.io/", ""),
              span(now - request.createdAt),
              namesIn(request).join(", "),
            ]),
          },
        },
        {
          kind: "list",
          title: wrong.length > 0 ? "What stands against approving them" : "",
          lines: wrong.map(({ request, verdict }) => `${request.name}: ${verdict.problems.join("; ")}`),
        },
        {
          kind: "text",
          text: requests.some((request) => whyNotOurs(request) === undefined) ? "" : howKubeletsAsk,
        },
      ],
      buttons: [
        { label: "Refresh", line: `csr list --cluster=${cluster.name}`, how: "redraw" },
        ...good.slice(0, mostButtons).map(({ request }) => ({
          label: `Approve ${request.name}`,
          line: `csr approve ${request.name} --cluster=${cluster.name}`,
          how: "thread" as const,
        })),
      ],
      freshness: readNow(now),
    };
  },
});

function pendingFirst(one: CertificateRequest, other: CertificateRequest): number {
  return Number(isPending(other)) - Number(isPending(one)) || other.createdAt - one.createdAt;
}

function verdictOn(request: CertificateRequest, around: Surroundings, now: number) {
  const isServing = whyNotOurs(request) === undefined;
  const problems = isServing && isPending(request) ? problemsOf(request, around, now) : [];
  const good = isServing && isPending(request) && problems.length === 0;
  const mark = problems.length > 0 ? "✗ " : good ? "✓ " : "";
  return { good, problems, said: `${mark}${stateOf(request)}` };
}
