// What a program's last words mean, for a step that has failed: the catalogue's cause and remedy behind them.
import { createCatalogue } from "./load-signatures.ts";
import { match } from "./match.ts";
import type { Source } from "./signature.ts";

const signatures = createCatalogue([]);

type Failure = {
  /** All that was read of what it said. */
  readonly output: string;
  /** What a person is shown of it. */
  readonly words: string;
};

/** Only what that very program writes counts; where nothing is recognised, the words stand alone. */
export function explainText(source: Source, { output, words }: Failure): string {
  const found = match(signatures(), [{ source, of: source, text: output }]);
  const sure = found.filter(({ certainty }) => certainty === "sure").slice(0, 2);
  return [...sure.map(({ signature: { cause, fix } }) => `${cause} ${fix}`), words].join("\n");
}
