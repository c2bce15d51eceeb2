// npm run token: a new token for HTTP, and its hash for the settings. It writes nothing down.
import { randomBytes } from "node:crypto";
import { hashOf } from "./http/tokens.ts";

export function newToken(): { readonly token: string; readonly hash: string } {
  const token = `wh_${randomBytes(32).toString("base64url")}`;
  return { token, hash: hashOf(token) };
}

if (import.meta.main) {
  const { token, hash } = newToken();
  console.log(
    `The token, for whoever calls; it is shown this once:\n  ${token}\nIts hash, for doors in wheelhouse.yaml:\n  ${hash}`,
  );
}
