// Nodes whose container runtime is too old to tell the kubelet its cgroup driver (RuntimeConfig), which kubelets will demand.
import { few } from "#src/base/text.ts";
import { defineRule } from "../rule.ts";
import { good } from "../sight.ts";

/** containerd answers RuntimeConfig from 2.0 on; dockershim is gone since 1.24. */
const outdated = /^(containerd:\/\/v?1\.|docker:\/\/)/;

export default defineRule({
  alert: "KubeNodeRuntimeOutdated",
  severity: "info",
  for: "1h",
  // One for the cluster: all nodes are upgraded for the same reason.
  detect: (sight) => {
    const { snapshot, cluster } = sight;
    // Where kubelets may be asked, they know better than a version's name.
    const asked = good(sight, ["kubelets"])?.kubelets ?? [];
    const silent = new Set(asked.flatMap(({ node, runtimeLostAt }) => (runtimeLostAt ? [node] : [])));
    const old = snapshot.nodes.filter(
      ({ name, runtimeVersion }) => silent.has(name) || outdated.test(runtimeVersion),
    );
    const versions = [...new Set(old.map(({ runtimeVersion }) => runtimeVersion))].sort();
    return old.length > 0 ? [{ cluster, names: old.map(({ name }) => name), versions }] : [];
  },
  subject: ({ cluster }) => ({ kind: "Cluster", name: cluster }),
  nodes: ({ names }) => names,
  summary: ({ names, versions }) =>
    `${few(names, 5)} ${names.length === 1 ? "runs" : "run"} ${few(versions, 2)}, which does not answer RuntimeConfig: a later kubelet will not start with it`,
  remedies: () => ["node list"],
});
