// What the last words of a program on a machine mean, for whoever reads why a step has failed.
import { match } from "./match.ts";
import type { Signature, Source } from "./signature.ts";

/** Whose words a step's evidence may hold. */
const sources: readonly Source[] = ["kubeadm", "packages", "kubelet"];

/** Cause and remedy of the most telling line; undefined when the catalogue knows none. */
export function explainWords(signatures: readonly Signature[], text: string): string | undefined {
  const failures = signatures.filter(({ harmless }) => !harmless);
  // What kubeadm only warns of has stopped nothing.
  const said = text.replace(/^.*\[WARNING .*$/gm, "");
  const found = match(
    failures,
    sources.map((source) => ({ source, of: "a step", text: said })),
  );
  const [first] = found.filter(({ signature }) => signature.where.some((each) => sources.includes(each)));
  return first && `${first.signature.cause} ${first.signature.fix}`;
}
