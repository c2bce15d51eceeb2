// Cursor paging as every list method does it.
import { type Arguments, limit, text } from "../arguments.ts";

export function page<T>(all: readonly T[], args: Arguments, usual = 100) {
  const from = Number(Buffer.from(text(args, "cursor") ?? "", "base64url").toString() || 0);
  const to = from + limit(args, usual);
  const cursor = to < all.length ? Buffer.from(String(to)).toString("base64url") : "";
  return { items: all.slice(from, to), has_more: cursor !== "", response_metadata: { next_cursor: cursor } };
}
