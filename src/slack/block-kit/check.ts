// The small checks that every Block Kit rule is made of.

/** One thing Slack would refuse, with the JSON pointer of the value. */
export type Problem = { readonly pointer: string; readonly message: string };

export type Json = Readonly<Record<string, unknown>>;

/** A value under inspection: where it is and where problems go. */
export type Spot = { readonly value: unknown; readonly pointer: string; readonly report: Report };

export type Report = (pointer: string, message: string) => void;

/** Slack counts characters as code points. */
export function length(text: string): number {
  return [...text].length;
}

export function at(spot: Spot, key: string | number): Spot {
  const value = (spot.value as Record<string | number, unknown> | undefined)?.[key]; // any value may be asked
  return { value, pointer: `${spot.pointer}/${key}`, report: spot.report };
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function fault(spot: Spot, message: string): void {
  spot.report(spot.pointer, message);
}

/** Says whether the key is there; reports it when it is not. */
export function has(spot: Spot, key: string): boolean {
  if (at(spot, key).value !== undefined) return true;
  fault(spot, `missing required field: ${key}`);
  return false;
}

export type Range = { readonly min?: number; readonly max: number };

/** A string with so many characters, if it is there at all. */
export function string(spot: Spot, { min = 0, max }: Range): void {
  if (spot.value === undefined) return;
  if (typeof spot.value !== "string") {
    fault(spot, "must be a string");
    return;
  }
  const characters = length(spot.value);
  if (characters > max) fault(spot, `must be less than ${max + 1} characters`);
  if (characters < min) fault(spot, `must be more than ${min - 1} characters`);
}

/** A number between two others, if it is there at all. */
export function number(spot: Spot, { min = 0, max }: Range): void {
  if (spot.value === undefined) return;
  if (typeof spot.value === "number" && spot.value >= min && spot.value <= max) return;
  fault(spot, `must be a number from ${min} to ${max}`);
}

/** An array of so many items, each looked at, if it is there at all. */
export function items(spot: Spot, { min = 0, max }: Range, each: (item: Spot) => void): void {
  if (spot.value === undefined) return;
  if (!Array.isArray(spot.value)) {
    fault(spot, "must be an array");
    return;
  }
  if (spot.value.length > max) fault(spot, `no more than ${max} items allowed`);
  if (spot.value.length < min) fault(spot, `no fewer than ${min} items allowed`);
  spot.value.forEach((_, index) => {
    each(at(spot, index));
  });
}

export function oneOf(spot: Spot, allowed: readonly unknown[]): void {
  if (spot.value === undefined || allowed.includes(spot.value)) return;
  fault(spot, `must be one of ${allowed.join(", ")}`);
}

/** Reports every string that was seen before. */
export function unique(spots: readonly Spot[], what: string): void {
  const seen = new Set<unknown>();
  for (const spot of spots) {
    if (typeof spot.value !== "string") continue;
    if (seen.has(spot.value)) fault(spot, `${what} ${spot.value} already exists`);
    seen.add(spot.value);
  }
}
