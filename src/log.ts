// One JSON line per event on standard output; levels as LOG_LEVEL names them.

const levels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof levels)[number];

/** Fields are plain JSON; an Error becomes its message and stack. */
export type Log = Record<LogLevel, (event: string, fields?: Record<string, unknown>) => void>;

type Options = { readonly level: LogLevel; readonly redact: (text: string) => string };

/** Writes to standard output. Every line passes `redact`, so a secret in an error never reaches the log. */
export function createLog({ level, redact }: Options): Log {
  const threshold = levels.indexOf(level);
  const writer =
    (name: LogLevel) =>
    (event: string, fields: Record<string, unknown> = {}) => {
      if (levels.indexOf(name) < threshold) return;
      const line = JSON.stringify({ time: new Date().toISOString(), level: name, event, ...fields }, plain);
      process.stdout.write(`${redact(line)}\n`);
    };
  return { debug: writer("debug"), info: writer("info"), warn: writer("warn"), error: writer("error") };
}

/** Keeps nothing; for tests and one-shot runs. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function plain(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return { name: value.name, message: value.message, stack: value.stack, cause: value.cause };
}
