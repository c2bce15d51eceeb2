// The seam to the people: what the bot needs of a chat, and what reaches it from there.
import type { Actor } from "#src/base/actor.ts";
import type { Answer, Secret, Tone } from "#src/card/answer.ts";
import type { CardButton, Ref, Sentence } from "#src/card/card.ts";
import type { Role } from "#src/command/authorize.ts";

/** Where a line was typed, and how its answer can get back. */
export type Where = {
  readonly channel: string;
  /** The thread that the answer belongs in. */
  readonly thread?: string;
  /** The message that a Refresh click asks to redraw. */
  readonly redraws?: string;
  /** The message that a click asks to redraw is one that only this person sees: its response_url alone reaches it. */
  readonly replaces?: true;
  /** The message whose button was clicked to decide; it is drawn anew whatever comes of the click. */
  readonly clicked?: string;
  /** It was clicked on the Home tab, which shows what became of it. */
  readonly home?: true;
  /** The answer opens in a modal, for whoever clicked alone. */
  readonly sheet?: true;
  /** Who gets the answer where the channel takes none: what a schedule asks has nobody who asked. */
  readonly instead?: string;
  /** Opens one modal within three seconds of the click or command. */
  readonly triggerId?: string;
  /** Reaches the person even where the bot is no member; good for 5 uses in 30 minutes. */
  readonly responseUrl?: string;
};

/** All work enters as one of these. */
export type Request = {
  readonly line: string;
  readonly by: Actor;
  readonly where: Where;
};

/**
 * What became of a request. `failed` is a bug of ours, or no answer in time; a refusal, a mistake and a cluster that is
 * down count as served. `cut`: the bot stopped before there was an answer.
 */
export type Handled = "served" | "failed" | "cut";

/** A request that a process left unanswered when it died or stopped. */
export type Left = {
  readonly request: Request;
  /** When it was received, epoch milliseconds. */
  readonly at: number;
  /** No other process has tried to answer it again, and it is kept as it was typed. */
  readonly isFirst: boolean;
};

export type Person = {
  readonly id: Actor;
  /** Full members only have rights; guests, bots, strangers and deleted users are outsiders. */
  readonly standing: "member" | "outsider";
  /** The configured user groups this person belongs to. */
  readonly groups: readonly string[];
  /** Of a schedule or an API token, which is no person: the roles that the configuration gives it, and no others. */
  readonly granted?: readonly Role[];
};

/** Asked of Slack now, whatever is remembered. */
export type Freshly = { readonly fresh: true };

/** Who else reads a channel. `closed`: the bot is not in it; `direct`: only one person, with the bot. */
export type Audience = "inside" | "direct" | "shared" | "closed";

/** A message with buttons. */
export type Clicked = { readonly channel: string; readonly ts: string };

/** A message for one person: a mistake, a refusal, a failure. */
export type Note = {
  readonly message: string;
  readonly hint?: string | undefined;
  /** What to paste into a shell. */
  readonly shell?: readonly string[];
  /** Opens the form of this line, where a modal could not be opened directly. */
  readonly form?: { readonly label: string; readonly line: string };
  /** Lines that help, or that may have been meant. */
  readonly offers?: readonly string[];
};

export type Field = {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly kind: "text" | "switch" | "menu" | "choice";
  /** For a choice: all there are. */
  readonly options?: readonly string[];
  /** For menus: `node`, `pod`, ... */
  readonly pick?: string;
  readonly required: boolean;
  readonly value?: string | boolean;
};

/** A form for the arguments that a line lacks. */
export type Form = {
  readonly title: string;
  readonly summary: string;
  /** The line without arguments; what is filled in is appended. */
  readonly command: string;
  /** The same with the arguments given so far: typing it opens this form again. */
  readonly line: string;
  readonly cluster: string | undefined;
  /** What its button says, `Run` if nothing else. */
  readonly submit?: string;
  /** It decides about an operation: it is handled before Slack is told that it was received. */
  readonly decides?: true;
  readonly fields: readonly Field[];
};

/** One choice of a menu. */
export type Choice = { readonly label: string; readonly value: string };

/** One record on somebody's Home tab. */
export type HomeEntry = {
  readonly id: string;
  readonly tone: Tone;
  readonly says: Sentence;
  readonly detail: string;
  readonly buttons: readonly CardButton[];
  /** Where its message is. */
  readonly link?: string;
};

/** What a person sees on the app's Home tab: most urgent first in each list. */
export type HomeView = {
  readonly toDecide: readonly HomeEntry[];
  /** What this person asked for, as long as it is not over. */
  readonly asked: readonly HomeEntry[];
  readonly underWay: readonly HomeEntry[];
  readonly incidents: readonly HomeEntry[];
  readonly clusters: readonly { readonly name: string; readonly headline: string; readonly tone: Tone }[];
  readonly access: string;
  readonly mayRun: boolean;
  readonly at: number;
};

export type Chat = {
  /** A schedule or an API token that is configured has the rights that it was given there; any other is an outsider. @throws UnreachableError when Slack cannot say who this is */
  readonly person: (id: string, how?: Freshly) => Promise<Person>;
  /** @throws UnreachableError when Slack does not say */
  readonly audience: (channel: string, how?: Freshly) => Promise<Audience>;
  /** Delivers an answer; it is kept until Slack has it. `request` says who asked what. */
  readonly answer: (request: Request, answer: Answer) => Promise<void>;
  /** Says something to the person who asked only. Tried for half an hour: Slack does not keep such messages either. */
  readonly whisper: (request: Request, note: Note) => Promise<void>;
  /**
   * Shows a secret to the person who asked, in a message that Slack does not keep and that nobody else sees.
   * @throws RefusedError when no such message reaches them: a direct message would be kept, so it is no way out
   */
  readonly confide: (request: Request, secret: Secret) => Promise<void>;
  /** Asks for missing arguments: a modal where Slack allows one, else a note with a button that opens it. */
  readonly ask: (request: Request, form: Form) => Promise<void>;
  /** Shows a record as it is now: its card, its thread, and the message that was clicked. */
  readonly show: (ref: Ref, clicked?: Clicked) => Promise<void>;
  /** Whether people can read everything that the record's decision is about. */
  readonly isReadable: (ref: Ref) => Promise<boolean>;
  /** Where a record's message is; undefined while it has none, or Slack does not say. */
  readonly linkTo: (ref: Ref) => Promise<string | undefined>;
  readonly showHome: (person: string, home: HomeView) => Promise<void>;
};
