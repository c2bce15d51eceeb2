// Kubernetes quantities (`100m`, `1Gi`, `1e3`) as numbers in base units.
import { DecodeError } from "../connection/failure.ts";

const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};
// `1E` is an exa and `1E3` a thousand, so the exponent wants digits.
const quantityPattern = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([KMGTPE]i|[numkMGTPE]))?$/;

/** Throws DecodeError for anything that is no quantity. */
export function parseQuantity(text: string | number): number {
  if (typeof text === "number") return text;
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const value = parse(text);
  if (parsed.size >= maxParsed) parsed.clear();
  parsed.set(text, value);
  return value;
}

// Clusters repeat the same few quantities on every pod.
const parsed = new Map<string, number>();
const maxParsed = 2_000;

function parse(text: string): number {
  const [whole, digits, exponent, suffix = ""] = quantityPattern.exec(text) ?? [];
  if (whole === undefined) throw new DecodeError("not a quantity");
  if (exponent !== undefined) return Number(whole);
  const scale = suffixes[suffix] ?? 1;
  // 100 / 1000 is 0.1, but 100 * 0.001 is not: below one, divide.
  return scale < 1 ? Number(digits) / Math.round(1 / scale) : Number(digits) * scale;
}
