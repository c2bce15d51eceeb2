// One JSON line per event on standard output; levels as LOG_LEVEL names them.

const levels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof levels)[number];

/** Fields are plain JSON; an Error becomes its message, code, stack and causes. Never throws. */
export type Log = Record<LogLevel, (event: string, fields?: Record<string, unknown>) => void>;

type Options = {
  readonly level: LogLevel;
  readonly redact: (text: string) => string;
  readonly write?: (line: string) => void;
};

/** A longer text in a field is cut: whoever sends megabytes does not fill the disk. */
const longestText = 10_000;
/** Deeper values than any of ours, and every circle, end here. */
const deepest = 8;

/**
 * Writes to standard output. What is not an Error or plain JSON is named by its kind only, so that no request with
 * its headers gets in; every text and the whole line pass `redact`.
 */
export function createLog({ level, redact, write = writeOut }: Options): Log {
  const threshold = levels.indexOf(level);
  const writer =
    (name: LogLevel) =>
    (event: string, fields: Record<string, unknown> = {}) => {
      if (levels.indexOf(name) < threshold) return;
      const said = plain(fields, redact, deepest) as Record<string, unknown>;
      write(redact(JSON.stringify({ time: new Date().toISOString(), level: name, event, ...said })));
    };
  return { debug: writer("debug"), info: writer("info"), warn: writer("warn"), error: writer("error") };
}

/** Keeps nothing; for tests and one-shot runs. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function writeOut(line: string): void {
  process.stdout.write(`${line}\n`);
}

function plain(value: unknown, redact: (text: string) => string, depth: number): unknown {
  if (typeof value === "string") return redact(value.slice(0, longestText));
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return "…";
  const inner = (each: unknown) => plain(each, redact, depth - 1);
  if (value instanceof Error)
    return Object.fromEntries(errorFields(value).map(([key, at]) => [key, inner(at)]));
  if (Array.isArray(value)) return value.slice(0, 100).map(inner);
  if (Object.getPrototypeOf(value) !== Object.prototype) return `(${value.constructor?.name ?? "object"})`;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inner(each)]));
}

function errorFields(error: Error): readonly (readonly [string, unknown])[] {
  const { name, message, stack, cause } = error;
  // What vendors hang on their errors besides a code may be a whole request.
  const code = "code" in error ? error.code : undefined;
  const causes = cause instanceof Error || typeof cause === "string" ? cause : undefined;
  const errors = error instanceof AggregateError ? error.errors : undefined;
  const all = { name, message, code, stack, cause: causes, errors };
  return Object.entries(all).filter(([, value]) => value !== undefined);
}
