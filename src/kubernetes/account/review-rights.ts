// Asks the API server which of the rights that Wheelhouse uses its account has. It changes nothing.
import { z } from "zod";
import { type Resource, type ResourceName, resources } from "../resources.ts";
import type { Person } from "./connect-person.ts";

/** One right, as RBAC knows it. */
export type Right = {
  readonly of: ResourceName | "signer";
  readonly verb: string;
  readonly group: string;
  /** `pods`, `pods/log`. */
  readonly resource: string;
  /** Everywhere when undefined. */
  readonly namespace?: string | undefined;
  /** One object by its name. */
  readonly name?: string | undefined;
};

/** RBAC asks for it beside the update of an approval. */
const signer: Right = {
  of: "signer",
  verb: "approve",
  group: "certificates.k8s.io",
  resource: "signers",
  name: "kubernetes.io/kubelet-serving",
};

/** Everything that deploy/base/rbac.yaml grants. */
export const allRights: readonly Right[] = [
  ...Object.entries(resources).flatMap(([of, resource]) => rightsOf(of as ResourceName, resource)),
  signer,
];

function rightsOf(of: ResourceName, resource: Resource): readonly Right[] {
  const { group, verbs, changes = [], namespace, names = [undefined] } = resource;
  return [...new Set([...verbs, ...changes])].flatMap((verb) =>
    names.map((name) => ({ of, verb, group, resource: resource.resource, namespace, name })),
  );
}

const Review = z.object({ status: z.object({ allowed: z.boolean().optional() }) });
const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
/** Each is a connection of its own, and the API server may be a Raspberry Pi. */
const atOnce = 6;

/** The rights that are missing. Rejects with a BotError when the API server does not say. */
export async function missingRights(person: Person, rights: readonly Right[]): Promise<readonly Right[]> {
  const missing: Right[] = [];
  for (let from = 0; from < rights.length; from += atOnce) {
    const some = rights.slice(from, from + atOnce);
    const allowed = await Promise.all(some.map((right) => isAllowed(person, right)));
    missing.push(...some.filter((_, index) => !allowed[index]));
  }
  return missing;
}

async function isAllowed(person: Person, right: Right): Promise<boolean> {
  const { verb, group, namespace, name } = right;
  const [resource, subresource] = right.resource.split("/");
  const resourceAttributes = { verb, group, resource, subresource, namespace, name };
  const body = JSON.stringify({
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    spec: { resourceAttributes },
  });
  const sent = { method: "POST", contentType: "application/json", body } as const;
  const answer = Review.parse(await person.ask("see what Wheelhouse may do", path, sent));
  return answer.status.allowed === true;
}
