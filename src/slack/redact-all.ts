// Takes secrets out of whatever is sent: every text of a value, and files as what they are.
import type { TextFile } from "#src/card/answer.ts";

type Redact = (text: string) => string;

/** The same value with every string redacted. */
export function redactAll<T>(value: T, redact: Redact): T {
  if (typeof value === "string") return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactAll(item, redact)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactAll(item, redact)])) as T;
}

/** What looks like a secret across two values of JSON is none, and to take it out would leave no JSON. */
export function redactFile({ name, content }: TextFile, redact: Redact): TextFile {
  const isJsonLines = name.endsWith(".jsonl");
  // Not by a regular expression, whose lines also end at U+2028.
  const clean = isJsonLines ? content.split("\n").map(redactRow).join("\n") : redact(content);
  return { name: redact(name), content: clean };

  function redactRow(line: string): string {
    return line === "" ? "" : JSON.stringify(redactAll(JSON.parse(line), redact));
  }
}
