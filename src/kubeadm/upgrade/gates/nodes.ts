// Whether every node is there, and nobody is in the middle of something else.
import { few } from "#src/base/text.ts";
import { controlPlaneOf, isControlPlane, isReady } from "#src/kubeadm/components.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import type { UpgradeFacts } from "../facts.ts";
import { blocking, type Gate, passed, warned } from "../gate.ts";

/** A worker that is known to be off holds nobody up; a control plane does, and kubeadm refuses it too. */
export function nodesReady({ nodes }: UpgradeFacts): Gate {
  const about = "Nodes";
  const away = nodes.filter((node) => !isReady(node));
  if (away.length === 0) return passed(about, "all are Ready");
  const names = few(namesOf(away), 5);
  const mend = `node show ${away[0]?.name}`;
  return away.some(isControlPlane)
    ? blocking(
        about,
        `${names} not Ready, and kubeadm upgrades nothing beside a control plane that is not`,
        mend,
      )
    : warned(about, `${names} not Ready: left out until back, and upgraded then`, mend);
}

export function nobodyElsesCordon({ nodes }: UpgradeFacts): Gate {
  const about = "Cordons";
  const cordoned = namesOf(nodes.filter(({ unschedulable }) => unschedulable));
  if (cordoned.length === 0) return passed(about, "no node is cordoned");
  return warned(
    about,
    `${few(cordoned, 5)} cordoned: somebody may be working there. An upgrade leaves such a node cordoned`,
    `node uncordon ${cordoned[0]}`,
  );
}

/** Every component of every control plane, as one less must not take the cluster away. `own` may be in whatever state, as it is what is upgraded. */
export function controlPlaneWell({ nodes, seen }: UpgradeFacts, own?: Node): Gate {
  const about = "Control plane";
  const states = controlPlaneOf(nodes, seen);
  const others = states.filter(({ node }) => node !== own?.name);
  const unwell = others.filter(({ ready }) => !ready).map(({ component, node }) => `${component} on ${node}`);
  if (unwell.length > 0) return blocking(about, `not ready: ${few(unwell, 5)}`, "status --details");
  const members = states.filter(({ component }) => component === "etcd").length;
  if (members === 0) return passed(about, "ready; etcd runs elsewhere, and is not seen from here");
  if (members === 1)
    return warned(
      about,
      "ready; it is the only one, so the API is away for a minute or two while it restarts",
    );
  if (members === 2) return warned(about, "ready; with two members etcd is away whenever one restarts");
  return passed(about, `ready; etcd keeps its quorum with one less of ${members} members`);
}

function namesOf(nodes: UpgradeFacts["nodes"]): readonly string[] {
  return nodes.map(({ name }) => name);
}
