// A sentence in which people, channels and times are pieces of their own: shown by name and in each reader's zone.

/** A piece of a sentence. Whatever is text is never parsed, so it may come from a cluster. */
export type Piece =
  | string
  | { readonly bold: string }
  /** Words as they are typed: names, lines, ids. */
  | { readonly code: string }
  /** User id, user-group id, or "*" for everybody. */
  | { readonly who: string }
  | { readonly channel: string }
  /** Epoch milliseconds, shown in each reader's own zone; with its day for what may be days away. */
  | { readonly at: number; readonly day?: true };
export type Sentence = readonly Piece[];

/** Where nothing can be drawn but words: a terminal, a file, a program. */
export function plainOf(sentence: string | Sentence): string {
  return typeof sentence === "string" ? sentence : sentence.map(plainPiece).join("");
}

function plainPiece(piece: Piece): string {
  if (typeof piece === "string") return piece;
  if ("at" in piece) return `${new Date(piece.at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return Object.values(piece).join("");
}
