// The body of a request that a stranger sends: whole, or too long to be kept.

/** Undefined when it is longer than `limitBytes`; the rest is not read then. Rejects when the sender goes away. */
export async function readBody(
  request: AsyncIterable<Buffer>,
  limitBytes: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
