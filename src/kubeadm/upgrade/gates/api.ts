// Whether what asks the API server, and what it asks, gets on with the new version.
import { few } from "#src/base/text.ts";
import type { UpgradeFacts, WebhookFacts } from "../facts.ts";
import { blocking, type Gate, passed, unknown, warned } from "../gate.ts";
import { minorOf } from "../version.ts";

const mayNotLook = "kubectl apply -f deploy/base/rbac.yaml";

/** The gauge says that somebody has asked since the server started, and neither who nor whether they mind: so it warns, and holds nobody up. */
export function removedApis({ to, requested }: UpgradeFacts): Gate {
  const about = "Removed APIs";
  if (requested === undefined)
    return unknown(about, "the API server's /metrics could not be read", mayNotLook);
  const gone = requested.filter(({ removedRelease }) => isBy(removedRelease, to.minor));
  if (gone.length === 0) return passed(about, `none was asked for that ${minorOf(to)} no longer has`);
  const names = gone.map(
    ({ group, version, resource, removedRelease }) =>
      `${resource} of ${group ? `${group}/` : ""}${version} (removed in ${removedRelease})`,
  );
  return warned(
    about,
    `${few(names, 5)}: asked for since the API server started, and refused afterwards`,
    "look for who does: kubectl get --raw /metrics, the audit log, manifests and charts",
  );
}

/** `1.38` is there, or past. */
function isBy(release: string, minor: number): boolean {
  const [, removed] = /^1\.(\d+)$/.exec(release) ?? [];
  return removed !== undefined && Number(removed) <= minor;
}

/** What refuses kube-system's pods keeps static pods from being seen, and kube-proxy and CoreDNS from coming back: kubeadm then waits in vain. */
export function webhooks({ webhooks: all, nodes }: UpgradeFacts): Gate {
  const about = "Webhooks";
  if (all === undefined) return unknown(about, "webhook configurations could not be read", mayNotLook);
  const strict = all.filter(({ failsClosed, minds }) => failsClosed && minds);
  const dead = strict.filter(({ readyOn }) => readyOn?.length === 0);
  if (dead.length > 0)
    return blocking(
      about,
      `${few(dead.map(sayWebhook), 4)}: refuses pods of kube-system, as nobody answers it`,
      "bring its pods back, or leave kube-system out by its namespaceSelector",
    );
  const onOne = strict.filter(({ readyOn }) => readyOn !== undefined && new Set(readyOn).size === 1);
  if (onOne.length > 0 && nodes.length > 1)
    return warned(
      about,
      `${few(onOne.map(sayWebhook), 4)}: answered from one node, and pods of kube-system are refused while that is drained`,
      "two replicas on two nodes, or leave kube-system out by its namespaceSelector",
    );
  return passed(about, "none would keep pods out of kube-system");
}

function sayWebhook({ name, service }: WebhookFacts): string {
  return service ? `${name} (${service.namespace}/${service.name})` : name;
}
