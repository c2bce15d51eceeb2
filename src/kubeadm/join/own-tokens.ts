// The bootstrap tokens that one operation has made.
import type { BootstrapToken } from "#src/kubernetes/facts.ts";
import { tokenOf } from "../marks.ts";

export function ownTokens(tokens: readonly BootstrapToken[], operation: string): readonly BootstrapToken[] {
  return tokens.filter((token) => token.ours && token.annotations[tokenOf] === operation);
}
