// Problems as lines, worst first, each with its weight.
import type { Problem, Severity } from "#src/incident/rule.ts";
import type { Reach } from "#src/kubernetes/cluster.ts";
import type { Part } from "./answer.ts";

const marks = { critical: "❗", warning: "⚠️", info: "ℹ️" } as const satisfies Record<Severity, string>;

/** At most `most` of them; those left are counted. */
export function problemList(
  problems: readonly Problem[],
  reach: Reach,
  most: number = Number.POSITIVE_INFINITY,
): Part {
  const lines = problems.slice(0, most).map(({ severity, summary }) => `${marks[severity]} ${summary}`);
  const left = problems.length - lines.length;
  const title = reach.state === "unreachable" ? "Problems when it was last seen" : "Problems";
  return {
    kind: "list",
    title: lines.length > 0 ? title : "",
    lines: left > 0 ? [...lines, `and ${left} more`] : lines,
  };
}
