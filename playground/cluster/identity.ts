// Who asks and what they may: client certificates, bearer tokens and a small RBAC.
import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import type { Rule } from "./api.ts";
import { fail, unauthorized } from "./status.ts";
import type { Target } from "./target.ts";

export type Identity = { readonly user: string; readonly groups: readonly string[] };

export type Tokens = Map<string, Identity>;

const ANONYMOUS: Identity = { user: "system:anonymous", groups: ["system:unauthenticated"] };
const PUBLIC_PATHS = /^\/(version|livez|readyz|healthz)(\/|$)/;

/** No credentials is anonymous; wrong or expired ones are 401, as an API server with anonymous access does. */
export function authenticate(request: IncomingMessage, tokens: Tokens): Identity {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (bearer !== undefined) {
    const identity = tokens.get(bearer);
    if (identity === undefined) throw unauthorized();
    return identity;
  }
  const { socket } = request;
  if (!(socket instanceof TLSSocket)) return ANONYMOUS;
  const identity = known.get(socket) ?? certified(socket);
  known.set(socket, identity);
  return identity;
}

/** Of each connection, as a certificate is shown once and takes its time to read. */
const known = new WeakMap<TLSSocket, Identity>();

function certified(socket: TLSSocket): Identity {
  const { subject } = socket.getPeerCertificate();
  if (subject === undefined) return ANONYMOUS;
  if (!socket.authorized) throw unauthorized();
  const { CN: user = "", O: groups = [] } = subject;
  const all = new Set([...[groups].flat(), "system:authenticated"]);
  return { user: [user].flat().join(""), groups: [...all] };
}

export function authorize(identity: Identity, target: Target | undefined, path: string, rules: Rules): void {
  if (identity.groups.includes("system:masters")) return;
  if (target === undefined) return authorizePath(identity, path, rules);
  if (identity !== ANONYMOUS && allows(rules, target)) return;
  throw forbidden(identity, target);
}

type Rules = readonly Rule[] | undefined;

/** Whoever is known may read what is served where; measurements only who was granted them. */
function authorizePath({ user, groups }: Identity, path: string, rules: Rules): void {
  const isKnown = !groups.includes("system:unauthenticated");
  const isGranted =
    rules === undefined || rules.some(({ nonResourceURLs }) => nonResourceURLs?.includes(path));
  if (PUBLIC_PATHS.test(path) || (isKnown && (path !== "/metrics" || isGranted))) return;
  throw fail(403, "Forbidden", `forbidden: User "${user}" cannot get path "${path}"`, {});
}

export function allows(rules: Rules, target: Target): boolean {
  const { resource, subresource, verb, namespace, name } = target;
  if (rules === undefined) return resource.name !== "secrets" || namespace === "kube-system";
  const path = subresource === "" ? resource.name : `${resource.name}/${subresource}`;
  const has = (list: readonly string[], value: string) => list.includes("*") || list.includes(value);
  return rules.some(
    (rule) =>
      has(rule.apiGroups, resource.group) &&
      has(rule.resources, path) &&
      has(rule.verbs, verb) &&
      (rule.namespace === undefined || rule.namespace === namespace) &&
      (rule.resourceNames === undefined || (name !== undefined && rule.resourceNames.includes(name))),
  );
}

function forbidden({ user }: Identity, { resource, subresource, verb, namespace, name }: Target) {
  const full = resource.group === "" ? resource.name : `${resource.name}.${resource.group}`;
  const subject = name === undefined ? full : `${full} "${name}"`;
  const what = subresource === "" ? resource.name : `${resource.name}/${subresource}`;
  const where = namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const message = `${subject} is forbidden: User "${user}" cannot ${verb} resource "${what}" in API group "${resource.group}" ${where}`;
  const group = resource.group === "" ? {} : { group: resource.group };
  return fail(403, "Forbidden", message, {
    ...(name === undefined ? {} : { name }),
    ...group,
    kind: resource.name,
  });
}
