// What Slack said to an attempt, and what can be tried next.
import type { Sendable } from "./parcel.ts";
import { escapeMrkdwn, richText, words } from "./render/message.ts";
import { asPlainText } from "./render/plain.ts";

/** The adapter translates the SDK's errors into this. */
export type Delivery =
  /** `channel` is where it went when the parcel named a person. */
  | { readonly outcome: "delivered"; readonly ts: string; readonly channel?: string }
  | { readonly outcome: "wait"; readonly ms: number }
  /** No answer, or a 5xx: it may come through later. */
  | { readonly outcome: "retry"; readonly why: string }
  /** Slack answered with an error that nobody knows: tried again a few times only. */
  | { readonly outcome: "doubtful"; readonly why: string }
  /** Slack does not take these blocks. */
  | { readonly outcome: "malformed"; readonly why: string }
  /** The message to edit, or the thread to answer in, is gone. */
  | { readonly outcome: "gone"; readonly why: string }
  /** It never will be: no such channel, not a member, archived. */
  | { readonly outcome: "refused"; readonly why: string };

export type Delivered = Extract<Delivery, { outcome: "delivered" }>;
export type Undelivered = Exclude<Delivery, Delivered>;

/** About a minute of trying; then a message no longer holds up those behind it. What Slack does not explain is given up. */
export const heldUpAttempts = 8;
/** Some ten minutes: a message is worth more patience than a file, which goes to another host that may be out of reach. */
const fileAttempts = 20;
const firstRetryMs = 500;
export const longestRetryMs = 30_000;

/** What to send instead, or again in `waitMs`; undefined when no further attempt can change anything. */
export function nextAttempt(
  form: Sendable,
  delivery: Undelivered,
  attempt: number,
): { readonly form: Sendable; readonly waitMs: number } | undefined {
  const isLast = isOver(form, delivery, attempt);
  const other = alternative(form, delivery) ?? (isLast ? withoutFile(form, delivery) : undefined);
  if (other) return { form: other, waitMs: 0 };
  if (isLast) return undefined;
  return { form, waitMs: delivery.outcome === "wait" ? delivery.ms : backOff(attempt) };
}

export function whyOf(delivery: Undelivered): string {
  return "why" in delivery ? delivery.why : delivery.outcome;
}

/** The same content in a form that Slack may take: without blocks, as a new message, or to the person who asked. */
function alternative(parcel: Sendable, { outcome }: Delivery): Sendable | undefined {
  const { ts, thread, instead, to, ...bare } = parcel;
  const stays = { ...(instead && { instead }), ...(to && { to }) };
  if (outcome === "malformed" && parcel.message.blocks.length > 0) {
    return { ...parcel, message: asPlainText(parcel.message) };
  }
  if (outcome === "gone" && ts) return { ...bare, ...(thread && { thread }), ...stays };
  if (outcome === "gone" && thread) return { ...bare, ...stays };
  const isRefused = outcome === "refused" || (outcome === "doubtful" && to !== undefined);
  if (isRefused && instead) return { ...bare, channel: instead };
  return undefined;
}

/** What says in a file's place why it is not there. */
function withoutFile({ isFile, file, ...rest }: Sendable, delivery: Undelivered): Sendable | undefined {
  if (!isFile) return undefined;
  const said = `${file?.name} could not be uploaded: ${whyOf(delivery)}`;
  return { ...rest, message: { text: escapeMrkdwn(said), blocks: [richText(words(said))] } };
}

/** No further attempt can change anything. */
function isOver({ isFile }: Sendable, { outcome }: Delivery, attempt: number): boolean {
  if (outcome === "retry") return isFile === true && attempt >= fileAttempts;
  if (outcome === "doubtful") return attempt >= heldUpAttempts;
  return outcome === "refused" || outcome === "malformed" || outcome === "gone";
}

function backOff(attempt: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** (attempt - 1));
}
