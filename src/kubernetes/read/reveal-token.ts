// The whole of a bootstrap token, read on purpose only.
import { RefusedError } from "#src/base/errors.ts";
import { tokenSecretName } from "../calls/tokens.ts";
import type { TokenSecrets } from "../cluster.ts";
import type { ApiServer } from "../connection/request.ts";
import { resourcePath, resources } from "../resources.ts";
import { tokenSecretType, wholeToken } from "../wire/project-token.ts";
import type { WireSecret } from "../wire/wire-facts.ts";
import { readJson } from "./read-json.ts";
import type { Tell } from "./tell-reading.ts";

type Options = { readonly cluster: string; readonly api: ApiServer; readonly told: Tell };

export function createTokenSecrets({ cluster, api, told }: Options): TokenSecrets {
  return { revealToken };

  async function revealToken(id: string, signal: AbortSignal): Promise<string> {
    const path = resourcePath(resources.tokens, { name: tokenSecretName(id) });
    const what = `bootstrap token ${id} on ${cluster}`;
    // The border: this path serves Secrets.
    const secret = (await told(what, signal, readJson(api, path, signal))) as WireSecret;
    if (secret.type !== tokenSecretType) throw new RefusedError(`${what}: that is no bootstrap token`);
    return wholeToken(secret);
  }
}
