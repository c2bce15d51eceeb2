// The objects of deploy/base that make Wheelhouse's account, in the three parts that their owner may choose from.

export type Manifest = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
};

/** As the roles in rbac.yaml are called: `wheelhouse`, `wheelhouse-act`, `wheelhouse-tokens`. */
export const parts = ["read", "act", "tokens"] as const;
export type Part = (typeof parts)[number];

export function partOf({ metadata: { name } }: Manifest): Part {
  if (name.endsWith("-act")) return "act";
  return name.endsWith("-tokens") ? "tokens" : "read";
}

const plurals: Readonly<Record<string, string>> = {
  Namespace: "namespaces",
  ServiceAccount: "serviceaccounts",
  ClusterRole: "clusterroles",
  ClusterRoleBinding: "clusterrolebindings",
  Role: "roles",
  RoleBinding: "rolebindings",
};

/** Where the API serves it. */
export function pathOf({ apiVersion, kind, metadata: { name, namespace } }: Manifest): string {
  const root = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
  const place = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return `${root}${place}/${plurals[kind]}/${name}`;
}

/** `Role kube-system/wheelhouse`. */
export function nameOf({ kind, metadata: { name, namespace } }: Manifest): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
