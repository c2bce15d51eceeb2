// What a card is: one message about one record that people decide on, as a value. Incidents and campaigns make the same one.
import type { Confirm, Tone } from "./answer.ts";
import type { Sentence } from "./sentence.ts";

export type { Piece, Sentence } from "./sentence.ts";

/** Names a record: `{ kind: "operation", id: "op-7k3m9x" }`. */
export type Ref = { readonly kind: string; readonly id: string };

export type CardButton = {
  readonly label: string;
  readonly line: string;
  /**
   * `decide` draws the card anew, `ask` is as if the line was typed beside it, `thread` answers below it, `sheet` opens the answer
   * over it for whoever clicked.
   */
  readonly how: "decide" | "ask" | "thread" | "sheet";
  readonly style?: "primary" | "danger";
  readonly confirm?: Confirm;
  /** A menu of these, below the label; `line` is the first of them. */
  readonly choices?: readonly { readonly label: string; readonly line: string }[];
  /** It is there only once everybody can read the whole detail. */
  readonly needsDetail?: true;
};

/** What must be read to the last character before anybody decides. Hidden characters are spelt out in all of it. */
export type Detail = {
  readonly title: string;
  /** Shown on the card where it is short, unless it is `folded` in any case. */
  readonly text: string;
  readonly folded?: true;
  /** What stands on the card in its place. */
  readonly gist: readonly string[];
  /** All of it, and all that the card says about it. */
  readonly whole: string;
  /** The button that shows `whole`. */
  readonly label: string;
  readonly line: string;
};

/** One message of the thread: `key` names it within its record, so that it is posted once. */
export type TrailEntry = {
  readonly key: string;
  readonly notification: Sentence;
  readonly says: Sentence;
  readonly quote?: Sentence;
  readonly code?: string;
  readonly next?: Sentence;
  /** Also where it was asked, when the card is elsewhere. */
  readonly isResult?: true;
};

export type Place = {
  readonly channel: string;
  readonly thread?: string;
  /** The record in whose thread it is: a card among others. */
  readonly under?: Ref;
  /** Who gets it where the channel does not take it: a person, or somebody of a user group. */
  readonly instead?: string;
};

export type Card = {
  readonly ref: Ref;
  readonly place: Place;
  /** Where it was asked, when that is another channel: who asked there, and where they are told to look. */
  readonly elsewhere?: { readonly place: Place; readonly asker?: string; readonly pointer: Sentence };
  readonly tone: Tone;
  /** Stands before the headline instead of the tone's dot. */
  readonly mark?: string;
  /** What, to what, and how it stands: one line. */
  readonly headline: string;
  readonly notification: string;
  /** Who is to do what until when, and what became of it: a line each. */
  readonly lead: readonly Sentence[];
  /** Somebody's words: why it was denied, what failed. */
  readonly quote?: Sentence;
  readonly warnings: readonly string[];
  readonly facts: readonly string[];
  /** What is done, runs and waits, with its evidence: a line each. */
  readonly progress: readonly Sentence[];
  readonly detail?: Detail;
  readonly buttons: readonly CardButton[];
  /** Ids, lines and times, apart from each other. */
  readonly footer: readonly Sentence[];
  readonly trail: readonly TrailEntry[];
  /** Nothing more will come into its thread. */
  readonly isOver: boolean;
};
