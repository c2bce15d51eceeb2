// Bootstrap tokens: made, revoked, and revealed on purpose only.
// Their form: k8s.io/cluster-bootstrap/token/api and kubeadm's bootstraptoken/v1.
import { randomInt } from "node:crypto";
import { RefusedError } from "#src/base/errors.ts";
import type { Deletion, WantedToken } from "../actions.ts";
import { readJson } from "../read/read-json.ts";
import { resourcePath, resources } from "../resources.ts";
import {
  managedByLabel,
  managedByUs,
  tokenNamePrefix,
  tokenSecretType,
  wholeToken,
} from "../wire/project-token.ts";
import type { WireSecret } from "../wire/wire-facts.ts";
import { type Acting, type Asking, explainRefusal } from "./act.ts";

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
const idLength = 6;
const secretLength = 16;
const idPattern = /^[a-z0-9]{6}$/;
const groupPattern = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;

export async function createToken(
  acting: Acting,
  wanted: WantedToken,
  signal: AbortSignal,
): Promise<{ readonly id: string }> {
  refuseUnsafe(wanted);
  const id = randomWord(idLength);
  const secret = randomWord(secretLength);
  const name = `${tokenNamePrefix}${id}`;
  await acting.act(
    {
      what: `create bootstrap token ${id}`,
      verb: "create",
      resource: resources.tokens,
      place: {},
      body: tokenSecret(name, { id, secret }, wanted),
      secrets: [secret, Buffer.from(secret).toString("base64")],
    },
    signal,
  );
  return { id };
}

export async function deleteToken(
  acting: Acting,
  { id, uid }: { readonly id: string; readonly uid: string },
  signal: AbortSignal,
): Promise<Deletion> {
  const asking: Asking = {
    what: `revoke bootstrap token ${id}`,
    verb: "delete",
    resource: resources.tokens,
    place: { name: secretName(id) },
    body: { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid } },
  };
  const refusal = await acting.ask(asking, signal);
  if (refusal === undefined) return "deleting";
  if (refusal.status === 404) return "gone";
  throw explainRefusal(refusal, asking, acting.cluster);
}

export async function revealToken(acting: Acting, id: string, signal: AbortSignal): Promise<string> {
  const path = resourcePath(resources.tokens, { name: secretName(id) });
  const what = `bootstrap token ${id} on ${acting.cluster}`;
  // The border: this path serves Secrets.
  const secret = (await acting.read(what, signal, readJson(acting.api, path, signal))) as WireSecret;
  if (secret.type !== tokenSecretType) throw new RefusedError(`${what}: that is no bootstrap token`);
  return wholeToken(secret);
}

function tokenSecret(
  name: string,
  { id, secret }: { readonly id: string; readonly secret: string },
  { expiresAt, description, groups, annotations }: WantedToken,
) {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, annotations, labels: { [managedByLabel]: managedByUs } },
    type: tokenSecretType,
    stringData: {
      "token-id": id,
      "token-secret": secret,
      expiration: new Date(expiresAt).toISOString().replace(/\.\d+Z$/, "Z"),
      description,
      "usage-bootstrap-authentication": "true",
      "usage-bootstrap-signing": "true",
      "auth-extra-groups": groups.join(","),
    },
  };
}

function refuseUnsafe({ expiresAt, groups }: WantedToken): void {
  if (!Number.isFinite(expiresAt)) {
    throw new RefusedError("a bootstrap token that never expires lets anybody in for good", {
      hint: "give it an end",
    });
  }
  const wrong = groups.find((group) => !groupPattern.test(group));
  if (wrong !== undefined) throw new RefusedError(`${wrong} is no group of a bootstrap token`);
}

// The name decides which Secret of kube-system is touched.
function secretName(id: string): string {
  if (!idPattern.test(id)) throw new RefusedError(`"${id}" is no id of a bootstrap token`);
  return `${tokenNamePrefix}${id}`;
}

function randomWord(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}
