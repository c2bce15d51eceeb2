// `how do I approve op-7k3m9x` asks how that is done. What changes something is never done for a question: it is asked back.
import { UsageError } from "#src/base/errors.ts";
import { type Command, phraseOf } from "./define.ts";
import { fits, type Pattern } from "./pattern.ts";
import { quoteWord } from "./words.ts";

const wonders: readonly Pattern[] = [
  "[do you know|tell me] how (do|can|could|would|should|must) (i|we|you|one) *",
  "[do you know|tell me] how to *",
  "(can|could|may|might|should|shall|must|would) (i|we) *",
  "(do|would) (i|we) (have|need) to *",
  "(is|would) it [be] (safe|ok|okay|fine|possible|allowed|dangerous|time) to *",
  "(what|what happens|what would happen) if (i|we|you|somebody|someone) *",
  "what (does|will|would|can) *",
  "(why|when|where) (do|does|should|must|can|would|will) (i|we|you) *",
];

/** How many of the words in front only ask: none where the line is no such question. */
export function wonderingWords(words: readonly string[]): number {
  if (!wonders.some((pattern) => fits(pattern, words))) return 0;
  const lead =
    /^(?:(?:do you know|tell me|what|why|when|where|how|can|could|may|might|should|shall|must|would|will|does|do|is|happens|happen|if|be|it|have|need|safe|ok|okay|fine|possible|allowed|dangerous|time|to|i|we|you|one|somebody|someone) )+/i;
  const asked = lead.exec(`${words.join(" ")} `)?.[0] ?? "";
  return asked.trim().split(" ").length;
}

/** The question about a change, with what may have been meant: to read about it, to see what it would do, to ask for it. */
export function onlyWondering(command: Command, words: readonly string[]): UsageError | undefined {
  if (command.kind !== "operation" && command.kind !== "decision") return undefined;
  const phrase = phraseOf(command);
  const line = [phrase, ...words.map(quoteWord)].join(" ");
  return new UsageError("You asked about it, so nothing was done. Read how it works, look first, or do it?", {
    offers: [`help ${phrase}`, ...looks(command, line, words[0]), line],
  });
}

function looks(command: Command, line: string, about: string | undefined): readonly string[] {
  if (command.kind === "operation") return [`${line} --dry-run`];
  const shows = { operation: "operation show", incident: "alert show", campaign: "campaign show" };
  const show =
    command.kind === "decision" && command.on in shows ? shows[command.on as keyof typeof shows] : "";
  return show !== "" && about !== undefined ? [`${show} ${quoteWord(about)}`] : [];
}
