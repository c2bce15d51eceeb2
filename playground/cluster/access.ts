// Service accounts: the tokens they are given, and what the RBAC objects in the store let them do.
import { randomBytes } from "node:crypto";
import type { Api, Call, Rule } from "./api.ts";
import { readJson } from "./body.ts";
import type { Identity } from "./identity.ts";
import { allows } from "./identity.ts";
import { at, type Fields, type KubeObject, listAt, textAt, timestamp } from "./object.ts";
import { resourceOf } from "./resources.ts";
import { sendJson } from "./respond.ts";
import { notFound } from "./status.ts";
import type { Target } from "./target.ts";

const ACCOUNT = "system:serviceaccount:";
const RBAC = "rbac.authorization.k8s.io";
/** What kube-apiserver shortens longer wishes to, unless it is told otherwise, is a year. */
const LONGEST_SECONDS = 365 * 86_400;
/** ClusterRole system:basic-user gives it to everybody whom the API server knows. */
export const REVIEWS: Rule = {
  apiGroups: ["authorization.k8s.io"],
  resources: ["selfsubjectaccessreviews"],
  verbs: ["create"],
};

/** Answers a TokenRequest: the account is known by this token from now on. */
export async function createAccountToken(api: Api, call: Call): Promise<void> {
  const { resource, namespace = "", name = "" } = call.target;
  if (api.store.get("serviceaccounts", namespace, name) === undefined) throw notFound(resource, name);
  const asked = Number(at(await readJson(call.request), "spec.expirationSeconds") ?? 3_600);
  const token = `sim-${randomBytes(24).toString("hex")}`;
  const groups = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"];
  api.tokens.set(token, { user: `${ACCOUNT}${namespace}:${name}`, groups });
  const endsAt = api.settings.clock.now() + Math.min(asked, LONGEST_SECONDS) * 1_000;
  sendJson(call.request, call.response, 201, {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name, namespace },
    status: { token, expirationTimestamp: timestamp(endsAt) },
  });
}

/** Answers whether whoever asks may do something. */
export async function reviewAccess(api: Api, { identity, request, response }: Call): Promise<void> {
  const body = await readJson(request);
  const wanted = at(body, "spec.resourceAttributes") as Fields | undefined;
  const allowed =
    identity.groups.includes("system:masters") ||
    wanted === undefined ||
    mayReach(wanted, rulesFor(api, identity));
  sendJson(request, response, 201, {
    kind: "SelfSubjectAccessReview",
    apiVersion: "authorization.k8s.io/v1",
    metadata: {},
    spec: body.spec,
    status: { allowed },
  });
}

/** Undefined: everything but secrets elsewhere, as `allows` takes it. */
export function rulesFor(api: Api, { user }: Identity): readonly Rule[] | undefined {
  if (!user.startsWith(ACCOUNT)) return api.settings.rules && [...api.settings.rules, REVIEWS];
  const [namespace = "", name = ""] = user.slice(ACCOUNT.length).split(":");
  const bindings = [
    ...api.store.list(`${RBAC}/clusterrolebindings`),
    ...api.store.list(`${RBAC}/rolebindings`),
  ];
  const own = bindings.filter((binding) =>
    listAt(binding, "subjects").some((each) => each.name === name && each.namespace === namespace),
  );
  return [REVIEWS, ...own.flatMap((binding) => rulesOf(api, binding))];
}

function rulesOf(api: Api, binding: KubeObject): readonly Rule[] {
  const { namespace } = binding.metadata;
  const name = textAt(binding, "roleRef.name");
  const role =
    textAt(binding, "roleRef.kind") === "Role"
      ? api.store.get(`${RBAC}/roles`, namespace, name)
      : api.store.get(`${RBAC}/clusterroles`, undefined, name);
  return (role ? listAt(role, "rules") : []).flatMap((rule) => {
    // The border: what an administrator applied is taken for what RBAC's schema says.
    const {
      apiGroups = [],
      resources = [],
      ...rest
    } = rule as unknown as Partial<Rule> & Pick<Rule, "verbs">;
    return [{ apiGroups, resources, ...rest, namespace }];
  });
}

function mayReach(wanted: Fields, rules: readonly Rule[] | undefined): boolean {
  const text = (key: string) => (typeof wanted[key] === "string" ? String(wanted[key]) : "");
  const resource = resourceOf([text("group"), text("resource")].filter(Boolean).join("/"));
  const target: Target = {
    verb: text("verb"),
    // What is no resource here, as a signer, is a name all the same.
    resource: resource ?? { ...nobodys, group: text("group"), name: text("resource") },
    subresource: text("subresource"),
    namespace: text("namespace") || undefined,
    name: text("name") || undefined,
  };
  return allows(rules, target);
}

const nobodys = { version: "", kind: "", namespaced: false, shortNames: [], subresources: [] } as const;
