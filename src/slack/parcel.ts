// One Slack message on its way: what the outbox keeps until Slack has confirmed it.
import { z } from "zod";
import type { TextFile } from "#src/card/answer.ts";
import type { Place, Ref } from "#src/card/card.ts";
import type { SlackMessage } from "./render/message.ts";

export type Parcel = {
  /** Names one message on Slack; the newest parcel of a key replaces what still waits. */
  readonly key: string;
  /**
   * `card`: which message shows the key is remembered, also over a restart, and edited from then on.
   * `once`: it is posted a single time, whoever sends it again.
   */
  readonly keeps?: "card" | "once";
  /** The key of a card: this goes into its thread, and is lost with the card. */
  readonly under?: string;
  /** Milliseconds that pass at least between two states of the same message. */
  readonly spacingMs?: number;
  readonly channel: string;
  readonly thread?: string;
  /** Edits this message instead of posting a new one. */
  readonly ts?: string;
  readonly message?: SlackMessage;
  /** The record that it shows instead of a message: drawn when it is sent, so that no older state can arrive last. */
  readonly draws?: Ref;
  /** The person who gets it where the channel refuses it: the bot is not in it, or may not write there. */
  readonly instead?: string;
  /** The one person who sees it; Slack keeps no such message. */
  readonly to?: string;
  /** It has had its time after this, epoch milliseconds. */
  readonly until?: number;
  /** Sent into the thread of the message as a parcel of its own, once the message is there. */
  readonly file?: TextFile;
  /** This parcel is the file, its message already sent. */
  readonly isFile?: true;
};

/** A parcel as it is given to Slack. */
export type Sendable = Parcel & {
  readonly message: SlackMessage;
  /** Of what its card says on Slack now, where that is known. */
  readonly digest?: string;
};

/** The key of a record's card, and what those of its thread begin with: `operation/op-7k3m9x`. */
export function keyOf({ kind, id }: Ref): string {
  return `${kind}/${id}`;
}

/** Where a card is; what is in its thread is there too, or in the thread that it is in itself, as threads have no threads. */
export function addressOf({
  under,
  ...place
}: Place): Pick<Parcel, "channel" | "thread" | "instead" | "under"> {
  return { ...place, ...(under ? { under: keyOf(under) } : {}) };
}

/** The record that a key belongs to. */
export function refOf(key: string): Ref | undefined {
  const [kind = "", id = ""] = key.split("/");
  return kind === "" || id === "" ? undefined : { kind, id };
}

/** There were only operations once, and their parcels named no kind. */
const StoredKey = z.string().transform((key) => (/^op-\w+(\/|$)/.test(key) ? `operation/${key}` : key));
const StoredRef = z.union([
  z.object({ kind: z.string(), id: z.string() }),
  z.string().transform((id) => ({ kind: "operation", id })),
]);

const StoredParcel = z.object({
  key: StoredKey,
  keeps: z.enum(["card", "once"]).optional(),
  under: StoredKey.optional(),
  spacingMs: z.number().optional(),
  channel: z.string(),
  thread: z.string().optional(),
  ts: z.string().optional(),
  instead: z.string().optional(),
  to: z.string().optional(),
  until: z.number().optional(),
  message: z.object({ text: z.string(), blocks: z.array(z.looseObject({ type: z.string() })) }).optional(),
  draws: StoredRef.optional(),
  file: z.object({ name: z.string(), content: z.string() }).optional(),
  isFile: z.literal(true).optional(),
});

/** The parcel that brings the file of a delivered one into its thread, wherever that is. */
export function fileParcel(parcel: Parcel, ts: string): Parcel | undefined {
  if (!parcel.file || parcel.isFile) return undefined;
  const { ts: _edited, instead: _asker, ...rest } = parcel;
  return { ...rest, key: `${parcel.key}/file`, thread: parcel.thread ?? ts, isFile: true };
}

export function freeze(parcel: Parcel): string {
  return JSON.stringify(parcel);
}

/** @throws ZodError when the stored text is not a parcel */
export function thaw(stored: string): Parcel {
  // The blocks were KnownBlocks when they were frozen by the same code.
  return StoredParcel.parse(JSON.parse(stored)) as unknown as Parcel;
}
