// "Did you mean": which of some texts is nearest to what was typed.

/** Those within two edits of what was typed, one for short words; nearest first. */
export function nearest<T extends { readonly text: string }>(
  candidates: readonly T[],
  typed: string,
): readonly T[] {
  return candidates
    .map((candidate) => ({ candidate, far: distance(candidate.text, typed) }))
    .filter(({ candidate, far }) => far <= (candidate.text.length < 6 ? 1 : 2))
    .sort((a, b) => a.far - b.far)
    .map(({ candidate }) => candidate);
}

/** Edits between two short strings: insert, delete, replace, swap of neighbours (optimal string alignment). */
export function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const crossed = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = crossed ? at(beforeLast, j - 2) + 1 : replaced;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, replaced, swapped));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
