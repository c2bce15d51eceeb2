// Buttons for what helps: what mends comes first and asks as if somebody had typed it, what only shows more answers below.
import type { CommandTree } from "#src/command/define.ts";
import { parseLine } from "#src/command/parse.ts";
import type { Problem } from "#src/incident/rule.ts";
import type { Button } from "./answer.ts";

/** `most` of them; of what only shows more one for each subject. */
export function remedyButtons(
  problems: readonly Problem[],
  {
    commands,
    cluster,
    most,
  }: { readonly commands: CommandTree; readonly cluster: string; readonly most: number },
): readonly Button[] {
  const isChange = (line: string) => isOperation(commands, line);
  const bySubject = Map.groupBy(
    problems,
    ({ subject }) => `${subject.kind}/${subject.namespace}/${subject.name}`,
  );
  const mending = problems.flatMap(({ remedies }) => remedies.filter(isChange));
  const showing = [...bySubject.values()].flatMap(
    (found) => found[0]?.remedies.filter((line) => !isChange(line)).slice(0, 1) ?? [],
  );
  return [...new Set([...mending, ...showing])].slice(0, most).map((line) => ({
    label: shortLabel(line),
    line: `${line} --cluster=${cluster}`,
    how: isChange(line) ? "ask" : "thread",
  }));
}

function isOperation(commands: CommandTree, line: string): boolean {
  const parsed = parseLine(commands, line);
  return parsed.kind !== "help" && parsed.command.kind === "operation";
}

/** What fits a button on a phone: neither flags nor a namespace. */
function shortLabel(line: string): string {
  return line.replace(/ --\S+/g, "").replace(/[^\s/]+\//, "");
}
