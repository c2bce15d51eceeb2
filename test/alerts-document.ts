// The tables of docs/alerts.md, generated from the rules, the causes and the states. `npm run readme` writes them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Cause, causes } from "#src/incident/causes.ts";
import { ruleFiles } from "#src/incident/problems.ts";
import { events, states, table } from "#src/incident/transitions.ts";

const root = join(import.meta.dirname, "..");
export const alertsPath = join(root, "docs/alerts.md");

/** The document as it should be: what stands between its marks is written anew. */
export function freshAlerts(): string {
  const parts = { rules: rulesTable(), causes: causesTable(), states: statesTable() };
  return Object.entries(parts).reduce(
    (text, [name, written]) =>
      text.replace(
        new RegExp(`(<!-- ${name}: npm run readme -->\\n)[\\s\\S]*?(<!-- end -->)`),
        (_, begin: string, end: string) => `${begin}\n${written}\n${end}`,
      ),
    readFileSync(alertsPath, "utf8"),
  );
}

function rulesTable(): string {
  const rows = ruleFiles
    .toSorted((a, b) => a.rule.alert.localeCompare(b.rule.alert, "en"))
    .map(({ file, name, rule }) => {
      const { alert, severity, rises, flaps, needs } = rule;
      const after = flaps === undefined ? rule.for : `${rule.for}, or ${flaps} times in passing`;
      return [
        `[${alert}](../src/incident/rules/${file})`,
        purposeOf(file),
        after,
        `\`${name}\``,
        rises === undefined ? severity : `${severity}; ${rises}`,
        needs.length > 0 ? needs.map((each) => `\`${each}\``).join(", ") : "watches",
      ];
    });
  return tableOf(["alert", "what", "told after", "threshold's name", "severity", "needs"], rows);
}

/** The comment at the top of its file. */
function purposeOf(file: string): string {
  const lines = readFileSync(join(root, "src/incident/rules", file), "utf8").split("\n");
  const end = lines.findIndex((line) => !line.startsWith("//"));
  return lines
    .slice(0, end)
    .map((line) => line.slice(3))
    .join(" ");
}

function causesTable(): string {
  return tableOf(["where this is open", "this has no message of its own"], causes.map(causeRow));
}

const said = {
  everything: "everything else in its cluster",
  "its nodes": "what happens on its nodes and on no other",
  "its subject": "what else is wrong with the same workload",
  "its lease": "that its lease is not renewed",
} as const;

function causeRow({ alert, explains }: Cause): readonly string[] {
  if (typeof explains === "string") return [alert, said[explains]];
  const { of } = explains;
  return [of === undefined ? alert : `${alert} of ${of}`, explains.alert];
}

function statesTable(): string {
  const rows = states.map((state) => {
    const row: Partial<Record<(typeof events)[number], string>> = table[state];
    return [`**${state}**`, ...events.map((event) => row[event] ?? "")];
  });
  return tableOf(["", ...events], rows);
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line), ""].join("\n");
}
