// Bootstrap tokens: made and revoked.
import { randomInt } from "node:crypto";
import { RefusedError } from "#src/base/errors.ts";
import type { Deletion, WantedToken } from "../actions.ts";
import { tokenCreationCall, tokenDeletionCall } from "../calls/tokens.ts";
import { resources } from "../resources.ts";
import { type Acting, type Asking, explainRefusal } from "./act.ts";

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
const idLength = 6;
const secretLength = 16;
const groupPattern = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;

export async function createToken(
  acting: Acting,
  wanted: WantedToken,
  signal: AbortSignal,
): Promise<{ readonly id: string }> {
  refuseUnsafe(wanted);
  const id = randomWord(idLength);
  const secret = randomWord(secretLength);
  const { expiresAt, ...told } = wanted;
  const expiration = new Date(expiresAt).toISOString().replace(/\.\d+Z$/, "Z");
  await acting.act(
    {
      what: `create bootstrap token ${id}`,
      resource: resources.tokens,
      call: tokenCreationCall({ ...told, id, secret, expiration }),
      secrets: [secret, Buffer.from(secret).toString("base64")],
    },
    signal,
  );
  return { id };
}

export async function deleteToken(
  acting: Acting,
  token: { readonly id: string; readonly uid: string },
  signal: AbortSignal,
): Promise<Deletion> {
  const asking: Asking = {
    what: `revoke bootstrap token ${token.id}`,
    resource: resources.tokens,
    call: tokenDeletionCall(token),
  };
  const refusal = await acting.ask(asking, signal);
  if (refusal === undefined) return "deleting";
  if (refusal.status === 404) return "gone";
  throw explainRefusal(refusal, asking, acting.cluster);
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

function randomWord(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}
