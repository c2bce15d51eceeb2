import type { Incident } from "#src/incident/incident.ts";
import { minute, now } from "../given.ts";

export function givenIncident(more: Partial<Incident> = {}): Incident {
  return {
    id: "in-7k3m9x",
    cluster: "home",
    key: "KubeNodeNotReady/Node//pi-1",
    alert: "KubeNodeNotReady",
    subject: { kind: "Node", name: "pi-1" },
    severity: "critical",
    summary: "pi-1 has been NotReady for 3 min: Kubelet stopped posting node status",
    remedies: ["node show pi-1"],
    state: "firing",
    since: now - 3 * minute,
    firedAt: now - minute,
    flaps: 0,
    refreshedAt: now - minute,
    trail: [{ at: now - minute, what: "fired" }],
    ...more,
  };
}
