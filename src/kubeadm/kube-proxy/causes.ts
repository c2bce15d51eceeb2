// Why kube-proxy is missing or broken on a node, and the least change of its DaemonSet that mends it.
import type { DaemonSetChange } from "#src/kubernetes/actions.ts";
import type { NodeFacts, Template, Toleration } from "#src/kubernetes/facts.ts";
import type { Node, Taint } from "#src/kubernetes/objects.ts";
import { admitsNode } from "../node-affinity.ts";
import { keepsOff, sayTaint, tolerates } from "../tolerates.ts";
import { archOfImage, imageOfVersion, minorOfImage } from "./image.ts";
import { kubeProxy, minorOf } from "./kube-proxy.ts";

export type Cause = "tolerations" | "selector" | "affinity" | "architecture" | "version";
export type Finding = { readonly cause: Cause; readonly said: string; readonly nodes: readonly string[] };
type Why = Omit<Finding, "nodes">;

/** Each thing that keeps it off a node; none when the DaemonSet would run there. */
export function whyAbsent(template: Template, node: NodeFacts): readonly Why[] {
  const unmet = Object.entries(template.nodeSelector).filter(([key, value]) => node.labels[key] !== value);
  const taints = node.taints.filter((taint) => !toleratedBy(template.tolerations, taint));
  return [
    ...unmet.map(([key, value]) => ({
      cause: "selector" as const,
      said: `its node selector wants ${key}=${value}`,
    })),
    ...(admitsNode(template.nodeAffinity, node)
      ? []
      : [{ cause: "affinity" as const, said: "its node affinity leaves the node out" }]),
    ...taints.map((taint) => ({
      cause: "tolerations" as const,
      said: `it does not tolerate the taint ${sayTaint(taint)}`,
    })),
  ];
}

type Facts = {
  readonly template: Template;
  /** Linux nodes without a pod of it. */
  readonly absent: readonly NodeFacts[];
  /** All Linux nodes. */
  readonly nodes: readonly Node[];
  /** Of the API server, `v1.37.1`. */
  readonly version: string;
};

export function findingsOf({ template, absent, nodes, version }: Facts): readonly Finding[] {
  const reasons = absent.flatMap((node) =>
    whyAbsent(template, node).map((why) => ({ ...why, node: node.name })),
  );
  const keptOff = [...Map.groupBy(reasons, ({ said }) => said)].flatMap(([said, [first, ...others]]) =>
    first ? [{ cause: first.cause, said, nodes: [first, ...others].map(({ node }) => node) }] : [],
  );
  return [...keptOff, ...imageFindings(imageIn(template), nodes, version)];
}

function imageFindings(image: string, nodes: readonly Node[], version: string): readonly Finding[] {
  const only = archOfImage(image);
  const others = nodes.filter(({ arch }) => only !== undefined && arch !== only).map(({ name }) => name);
  const minor = minorOfImage(image);
  const wanted = minorOf(version);
  const isOther = minor !== undefined && wanted !== undefined && minor !== `1.${wanted}`;
  return [
    ...(others.length > 0
      ? [{ cause: "architecture" as const, said: `its image ${image} is for ${only} only`, nodes: others }]
      : []),
    ...(isOther
      ? [
          {
            cause: "version" as const,
            said: `its image ${image} is not of the API server's version ${version}`,
            nodes: nodes.map(({ name }) => name),
          },
        ]
      : []),
  ];
}

export type TemplateChange = Pick<
  DaemonSetChange,
  "tolerations" | "nodeSelector" | "requiredNodeAffinity" | "images"
>;

/** What kubeadm would have written, of what is wrong and of nothing else. */
export function changeFor(findings: readonly Finding[], template: Template, version: string): TemplateChange {
  const has = (...causes: readonly Cause[]) => findings.some(({ cause }) => causes.includes(cause));
  return {
    ...(has("tolerations") && { tolerations: [tolerateAll] }),
    ...(has("selector") && { nodeSelector: { "kubernetes.io/os": "linux" } }),
    ...(has("affinity") && { requiredNodeAffinity: "none" as const }),
    ...(has("architecture", "version") && {
      images: { [kubeProxy.name]: imageOfVersion(imageIn(template), version) },
    }),
  };
}

/** The same fields as they are now. */
export function changeBack(change: TemplateChange, template: Template): TemplateChange {
  return {
    ...(change.tolerations && { tolerations: template.tolerations }),
    ...(change.nodeSelector && { nodeSelector: template.nodeSelector }),
    ...(change.requiredNodeAffinity && { requiredNodeAffinity: template.nodeAffinity ?? "none" }),
    ...(change.images && { images: { [kubeProxy.name]: imageIn(template) } }),
  };
}

export function imageIn({ images }: Pick<Template, "images">): string {
  return images[kubeProxy.name] ?? "";
}

const tolerateAll: Toleration = { key: "", operator: "Exists", value: "", effect: "", seconds: undefined };

/** What the DaemonSet controller adds to every pod (pkg/controller/daemon/util), host network included. */
const always: readonly Toleration[] = [
  ...["not-ready", "unreachable"].map((name) => exists(name, "NoExecute")),
  ...["disk-pressure", "memory-pressure", "pid-pressure", "unschedulable", "network-unavailable"].map(
    (name) => exists(name, "NoSchedule"),
  ),
];

function exists(name: string, effect: string): Toleration {
  return { ...tolerateAll, key: `node.kubernetes.io/${name}`, effect };
}

function toleratedBy(tolerations: readonly Toleration[], taint: Taint): boolean {
  return !keepsOff(taint) || [...always, ...tolerations].some((each) => tolerates(each, taint));
}
