// Replaces secrets in recordings by made-up ones of the same shape, the same one for the same secret everywhere.

const token = /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g;

/** Learns every join token of the texts, and answers what replaces them, their ids and their secrets. */
export function tokensReplaced(texts: readonly string[]): (text: string) => string {
  const found = [...new Set(texts.flatMap((text) => text.match(token) ?? []))];
  const pairs = found
    .filter((each) => !madeUp.includes(each))
    .map((each, index) => [each, fake(index)] as const);
  return (text) => pairs.reduce(replacePair, text);
}

/** The certificate key of `upload-certs` stands alone on its line; container ids of the same shape never do. */
export function certificateKeysReplaced(text: string): string {
  return text.replaceAll(/^[0-9a-f]{64}$/gm, "0123456789abcdef".repeat(4));
}

/** Used by the recordings themselves: documented by kubeadm, or wrong on purpose. */
const madeUp = ["abcdef.0123456789abcdef", "aaaaaa.0000000000000000"];

function fake(index: number): string {
  return `tok${String(index).padStart(3, "0")}.0123456789abcdef`;
}

function replacePair(text: string, [real, replacement]: readonly [string, string]): string {
  const [realId = "", realSecret = ""] = real.split(".");
  const [id = "", secret = ""] = replacement.split(".");
  return text.replaceAll(new RegExp(`\\b${realId}\\b`, "g"), id).replaceAll(realSecret, secret);
}
