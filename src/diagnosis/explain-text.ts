// What a program's last words mean, for a step that has failed: the catalogue's cause and remedy behind them.
import { createCatalogue } from "./load-signatures.ts";
import { match } from "./match.ts";
import type { Source } from "./signature.ts";

const signatures = createCatalogue([]);

/** Only what that very program writes counts; without it the words stand alone. */
export function explainText(source: Source, text: string): string {
  const sure = match(signatures(), [{ source, of: source, text }]).filter(
    ({ certainty }) => certainty === "sure",
  );
  const said = sure.slice(0, 2).map(({ signature: { cause, fix } }) => `${cause} ${fix}`);
  return said.length === 0 ? text : `${said.join("\n")}\n${text}`;
}
