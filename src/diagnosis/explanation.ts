// Why something is unwell, as far as anybody can tell, in a form that people are shown.
import type { Finding } from "./match.ts";
import { remediesOf } from "./remedies.ts";

export type Explanation = {
  readonly words: string;
  /** Untrusted. */
  readonly line: string;
  /** Where it was read. */
  readonly of: string;
  readonly certainty: "sure" | "likely";
  readonly fix: string;
  readonly remedies: readonly string[];
};

const longestLine = 400;

/** What a signature says, or what is said in its place; the line is the one that it was found in. */
export function explained(
  finding: Finding,
  places: Parameters<typeof remediesOf>[1],
  words = finding.signature.cause,
): Explanation {
  const { signature, line, of, certainty } = finding;
  return {
    ...{ words, of, certainty, fix: signature.fix },
    line: shownLine(line),
    remedies: remediesOf([finding], places),
  };
}

export function shownLine(line: string): string {
  return line.trim().slice(0, longestLine);
}
