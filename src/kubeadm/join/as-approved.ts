// Whether cluster-info still names the API server and authority that an approved join trusts.
import { StepError } from "#src/base/errors.ts";
import type { ClusterView } from "#src/kubernetes/cluster.ts";
import { joinFactsOf } from "./join-facts.ts";

type Approved = { readonly endpoint: string; readonly pins: readonly string[] };

/** @throws StepError where it does not, or where nothing vouches for it */
export async function mustBeAsApproved(
  { endpoint, pins }: Approved,
  cluster: Pick<ClusterView, "configMap">,
  signal: AbortSignal,
): Promise<void> {
  const [info, root] = await Promise.all([
    cluster.configMap("kube-public", "cluster-info", signal),
    cluster.configMap("kube-public", "kube-root-ca.crt", signal),
  ]);
  const facts = joinFactsOf(info, root);
  if (!facts.trusted) throw new StepError(facts.why, { hint: facts.hint });
  if (facts.endpoint === endpoint && facts.pins.join() === pins.join()) return;
  throw new StepError("cluster-info names another API server or authority than when this was approved.", {
    hint: "Find out who changed it before any machine joins.",
  });
}
