// Admission webhooks: who is asked before an object is taken, and what becomes of it where nobody answers.
import type { LabelSelector } from "../facts.ts";
import { projectSelector } from "../wire/project-selector.ts";
import type { Fields, WireLabelSelector, WireMeta } from "../wire/wire.ts";

export type Webhook = {
  /** Of its configuration, `gatekeeper-validating-webhook-configuration`. */
  readonly configuration: string;
  readonly name: string;
  /** Where nobody answers it, what it is asked about is refused. */
  readonly failsClosed: boolean;
  readonly rules: readonly {
    readonly groups: readonly string[];
    readonly resources: readonly string[];
    readonly operations: readonly string[];
  }[];
  /** An absent one selects every namespace. */
  readonly namespaces: LabelSelector;
  /** The Service that answers it; undefined where that is somewhere else. */
  readonly service: { readonly namespace: string; readonly name: string } | undefined;
};

type WireConfiguration = Fields<{
  metadata: WireMeta;
  webhooks: readonly Fields<{
    name: string;
    failurePolicy: string;
    namespaceSelector: WireLabelSelector;
    clientConfig: Fields<{ service: Fields<{ namespace: string; name: string }> }>;
    rules: readonly Fields<{
      apiGroups: readonly string[];
      resources: readonly string[];
      operations: readonly string[];
    }>[];
  }>[];
}>;

/** Of a validating or a mutating configuration, which are alike as far as this goes. */
export function projectWebhooks({ metadata, webhooks }: WireConfiguration): readonly Webhook[] {
  return (webhooks ?? []).map(({ name, failurePolicy, namespaceSelector, clientConfig, rules }) => {
    const service = clientConfig?.service;
    return {
      configuration: metadata?.name ?? "",
      name: name ?? "",
      // The default of v1.
      failsClosed: failurePolicy !== "Ignore",
      rules: (rules ?? []).map(({ apiGroups, resources, operations }) => ({
        groups: apiGroups ?? [],
        resources: resources ?? [],
        operations: operations ?? [],
      })),
      namespaces: projectSelector(namespaceSelector ?? {}) ?? everyNamespace,
      service: service ? { namespace: service.namespace ?? "", name: service.name ?? "" } : undefined,
    };
  });
}

const everyNamespace: LabelSelector = { matchLabels: {}, matchExpressions: [] };
