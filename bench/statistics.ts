// Medians and quantiles: what one run says is an anecdote, what the middle of several says is a measurement.

export type Spread = { readonly median: number; readonly least: number; readonly most: number };

export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Between the two nearest values, in proportion. */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) throw new RangeError("no values");
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)] as number; // both are within the array
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place - Math.floor(place));
}
