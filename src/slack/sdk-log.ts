// The SDK's chatter at our levels.
import type { LogLevel, webApi } from "@slack/bolt";
import type { Log } from "#src/base/log.ts";

export type SdkLogger = webApi.Logger;

/** Its debug lines carry whole payloads with tokens, so they go nowhere. */
export function sdkLogger(log: Log): SdkLogger {
  const line = (words: unknown[]) =>
    words.map((word) => (word instanceof Error ? word.message : String(word))).join(" ");
  return {
    debug: () => {},
    info: (...words) => log.debug("slack sdk", { says: line(words) }),
    warn: (...words) => log.debug("slack sdk", { says: line(words) }),
    error: (...words) => log.warn("slack sdk", { says: line(words) }),
    setLevel: () => {},
    getLevel: () => "error" as LogLevel,
    setName: () => {},
  };
}
