// The child's half of run.ts: what a measuring program was given, and how it tells what it found.

/** What the parent gave this program to work with. */
export function input<T>(): T {
  const text = process.argv[2];
  if (text === undefined) throw new Error("this program is started by `npm run bench`");
  return JSON.parse(text) as T; // written by run.ts in the same run
}

export function tell(message: object): void {
  process.send?.(message);
}

/** Calls back for everything the parent asks; the program ends when the parent lets go. */
export function onAsked<T>(answer: (asked: T) => Promise<object>): void {
  process.on("message", (asked: T) => {
    void answer(asked).then(tell);
  });
}

// The bench is over or has failed: nothing stays behind.
process.on("disconnect", () => process.exit(0));
