// Making and revoking a bootstrap token, as calls. Their form: k8s.io/cluster-bootstrap/token/api and kubeadm's bootstraptoken/v1.
import type { ApiCall } from "#src/base/call.ts";
import { RefusedError } from "#src/base/errors.ts";
import type { Labels } from "../facts.ts";
import { callPath, resources } from "../resources.ts";
import { managedByLabel, managedByUs, tokenNamePrefix, tokenSecretType } from "../wire/project-token.ts";
import { deleteOptions } from "./pods.ts";

export type NewToken = {
  readonly id: string;
  readonly secret: string;
  /** RFC 3339, in whole seconds. */
  readonly expiration: string;
  readonly description: string;
  readonly groups: readonly string[];
  readonly annotations: Labels;
};

export function tokenCreationCall(token: NewToken): ApiCall {
  const { id, secret, expiration, description, groups, annotations } = token;
  return {
    at: "api",
    method: "POST",
    path: callPath(resources.tokens),
    body: {
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        name: `${tokenNamePrefix}${id}`,
        annotations,
        labels: { [managedByLabel]: managedByUs },
      },
      type: tokenSecretType,
      stringData: {
        "token-id": id,
        "token-secret": secret,
        expiration,
        description,
        "usage-bootstrap-authentication": "true",
        "usage-bootstrap-signing": "true",
        "auth-extra-groups": groups.join(","),
      },
    },
  };
}

export function tokenDeletionCall({ id, uid }: { readonly id: string; readonly uid: string }): ApiCall {
  return {
    at: "api",
    method: "DELETE",
    path: callPath(resources.tokens, { name: tokenSecretName(id) }),
    body: deleteOptions({ uid }),
  };
}

/** In the path of a call: a token that is only known when it is sent. */
export const someToken = "<token id>";

/** The name decides which Secret of kube-system is touched. */
export function tokenSecretName(id: string): string {
  if (id !== someToken && !/^[a-z0-9]{6}$/.test(id))
    throw new RefusedError(`"${id}" is no id of a bootstrap token`);
  return `${tokenNamePrefix}${id}`;
}
