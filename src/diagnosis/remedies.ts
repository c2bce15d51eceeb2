// The command lines that help against what was found, for the node and the pod that it was found on.
import type { Finding } from "./match.ts";

type Places = { readonly node?: string | undefined; readonly pod?: string | undefined };

/** Each once, the most telling finding's first; a line whose place is not known is left out. */
export function remediesOf(findings: readonly Finding[], places: Places): readonly string[] {
  const lines = findings.flatMap(({ signature }) => signature.remedies).map((line) => filled(line, places));
  return [...new Set(lines.filter((line) => line !== undefined))];
}

function filled(line: string, { node, pod }: Places): string | undefined {
  const isLacking = (!node && line.includes("<node>")) || (!pod && line.includes("<pod>"));
  return isLacking ? undefined : line.replaceAll("<node>", node ?? "").replaceAll("<pod>", pod ?? "");
}
