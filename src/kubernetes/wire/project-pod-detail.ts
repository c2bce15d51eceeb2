// A Pod's JSON with what only `pod show` needs.
import type { Amounts, PodDetail } from "../objects.ts";
import { amounts, projectPod } from "./project-pod.ts";
import { withoutFloatNoise } from "./requests.ts";
import type { WirePod, WirePodSpec, WireVolume } from "./wire.ts";

export function projectPodDetail(pod: WirePod): PodDetail {
  const { spec, status } = pod;
  return {
    ...projectPod(pod),
    images: imagesOf(spec),
    qosClass: status?.qosClass ?? "",
    serviceAccount: spec?.serviceAccountName ?? "",
    priorityClass: spec?.priorityClassName ?? "",
    tolerations: (spec?.tolerations ?? []).map(tolerationText),
    nodeSelector: spec?.nodeSelector ?? {},
    volumes: (spec?.volumes ?? []).map((each) => ({ name: each.name ?? "", source: sourceOf(each) })),
    limits: limitsOf(spec),
    message: status?.message ?? "",
  };
}

type Spec = WirePodSpec | null | undefined;
type Toleration = NonNullable<WirePodSpec["tolerations"]>[number];

export function imagesOf(spec: Spec): Readonly<Record<string, string>> {
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  return Object.fromEntries(containers.map(({ name, image }) => [name ?? "", image ?? ""]));
}

function limitsOf(spec: Spec): Amounts {
  const total: Record<string, number> = {};
  for (const { resources } of spec?.containers ?? []) {
    for (const [name, amount] of Object.entries(amounts(resources?.limits ?? {}))) {
      total[name] = withoutFloatNoise((total[name] ?? 0) + amount);
    }
  }
  return { ...total, ...amounts(spec?.resources?.limits ?? {}) };
}

/** As kubectl describe writes it: `node.kubernetes.io/not-ready:NoExecute op=Exists for 300s`. */
function tolerationText({ key, operator, value, effect, tolerationSeconds }: Toleration): string {
  const words = [`${key ?? ""}${value ? `=${value}` : ""}${effect ? `:${effect}` : ""}`];
  if (operator === "Exists") words.push("op=Exists");
  if (tolerationSeconds != null) words.push(`for ${tolerationSeconds}s`);
  return words.filter((word) => word !== "").join(" ");
}

/** `configMap web`, `hostPath /var/log`, `persistentVolumeClaim data`, `emptyDir`. */
function sourceOf({ name: _name, ...sources }: WireVolume): string {
  const [kind, source] = Object.entries(sources)[0] ?? [];
  if (kind === undefined) return "";
  const target = targetOf(source);
  return target ? `${kind} ${target}` : kind;
}

export function targetOf(source: unknown): string {
  if (typeof source !== "object" || source === null) return "";
  for (const field of ["name", "secretName", "claimName", "path", "driver", "server"]) {
    const value: unknown = Reflect.get(source, field);
    if (typeof value === "string") return value;
  }
  return "";
}
