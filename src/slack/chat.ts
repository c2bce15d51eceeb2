// The seam to the people: what the bot needs of a chat, and what reaches it from there.
import type { Answer, Tone } from "#src/command/answer.ts";

/** Where a line was typed, and how its answer can get back. */
export type Where = {
  readonly channel: string;
  /** The thread that the answer belongs in. */
  readonly thread?: string;
  /** The message that a Refresh click asks to redraw. */
  readonly redraws?: string;
  /** Opens one modal within three seconds of the click or command. */
  readonly triggerId?: string;
  /** Reaches the person even where the bot is no member; good for 5 uses in 30 minutes. */
  readonly responseUrl?: string;
};

/** All work enters as one of these. */
export type Request = {
  readonly line: string;
  /** Slack user id. */
  readonly by: string;
  readonly where: Where;
};

export type Person = {
  readonly id: string;
  /** Full members only have rights; guests, bots, strangers and deleted users are outsiders. */
  readonly standing: "member" | "outsider";
  /** The configured user groups this person belongs to. */
  readonly groups: readonly string[];
};

/** A message for one person: a mistake, a refusal, a failure. */
export type Note = {
  readonly message: string;
  readonly hint?: string | undefined;
  /** Opens the form of this line, where a modal could not be opened directly. */
  readonly form?: { readonly label: string; readonly line: string };
};

export type Field = {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly kind: "text" | "switch" | "menu";
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
  readonly fields: readonly Field[];
};

/** One choice of a menu. */
export type Choice = { readonly label: string; readonly value: string };

/** What a person sees on the app's Home tab. */
export type HomeView = {
  readonly clusters: readonly { readonly name: string; readonly headline: string; readonly tone: Tone }[];
  readonly access: string;
  readonly at: number;
};

export type Chat = {
  /** @throws UnreachableError when Slack cannot say who this is */
  readonly person: (id: string) => Promise<Person>;
  /** Delivers an answer; it is kept until Slack has it. `request` says who asked what. */
  readonly answer: (request: Request, answer: Answer) => Promise<void>;
  /** Says something to the person who asked only. Best effort: Slack does not keep such messages either. */
  readonly whisper: (request: Request, note: Note) => Promise<void>;
  /** Asks for missing arguments: a modal where Slack allows one, else a note with a button that opens it. */
  readonly ask: (request: Request, form: Form) => Promise<void>;
  readonly showHome: (person: string, home: HomeView) => Promise<void>;
};
