// What a query says, as a value: one renderer per surface draws it. Every string here is untrusted plain text.
import type { Sentence } from "./sentence.ts";

/** How it stands, worst last; drawn as a coloured dot. */
export type Tone = "good" | "neutral" | "unknown" | "warning" | "bad";

export type Column = { readonly title: string; readonly align?: "right" };

/** Words, or a sentence in which people are shown by their names. */
export type Cell = string | Sentence;

export type Table = {
  readonly columns: readonly Column[];
  /** Worst first: what does not fit is cut from the end and counted. */
  readonly rows: readonly (readonly Cell[])[];
};

export type Part =
  | { readonly kind: "facts"; readonly facts: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: "table"; readonly title?: string; readonly table: Table }
  | { readonly kind: "list"; readonly title?: string; readonly lines: readonly string[] }
  /** A line each, in which people are shown by their names. */
  | { readonly kind: "sentences"; readonly title?: string; readonly sentences: readonly Sentence[] }
  | { readonly kind: "text"; readonly text: string }
  /** Verbatim output such as a log. */
  | { readonly kind: "code"; readonly text: string };

/** A button carries a command line, so a click takes the same road as typing. */
export type Button = {
  readonly label: string;
  readonly line: string;
  /**
   * `redraw` edits the message that carries the button, `thread` answers below it, `ask` is as if the line was typed beside it, and `decide` makes
   * the message the card that is decided about.
   */
  readonly how: "redraw" | "thread" | "ask" | "decide" | "sheet";
  readonly style?: "primary" | "danger";
  readonly confirm?: Confirm;
};

export type Confirm = { readonly title: string; readonly text: string; readonly yes: string };

export type TextFile = { readonly name: string; readonly content: string };

export type Answer = {
  /** One sentence, verdict first; also the notification. */
  readonly headline: string;
  readonly tone: Tone;
  readonly parts: readonly Part[];
  readonly buttons?: readonly Button[];
  /** Shown as a file below the message when it is long. */
  readonly file?: TextFile;
  /** The record that it is about: its own message is linked. */
  readonly about?: { readonly kind: string; readonly id: string };
  /** Only whoever asked sees it, also in a channel. */
  readonly isPrivate?: true;
  /** How old the facts are. Absent when no cluster was asked. */
  readonly freshness?: Freshness;
};

/**
 * What one person asked to see and nobody else may. It is shown as it is, never redacted, and so never stored or logged:
 * nothing but a reveal makes one, and nothing but `Chat.confide` takes it.
 */
export type Secret = {
  /** Holds nothing secret: it is the notification. */
  readonly headline: string;
  readonly texts: readonly { readonly title: string; readonly text: string }[];
  /** How to use it, and how long it is good for. */
  readonly hint: string;
};

export type Freshness = {
  /** Epoch milliseconds; undefined when nothing was ever seen. */
  readonly asOf: number | undefined;
  /** "live", or "last seen 4 min ago". */
  readonly words: string;
};
