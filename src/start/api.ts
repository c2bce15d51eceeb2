// What the HTTP API reads and serves, put together.
import { BotError } from "#src/base/errors.ts";
import type { ApiParts } from "#src/http/api.ts";
import type { InFlight } from "#src/request/in-flight.ts";
import { serveToken } from "#src/request/serve-token.ts";
import { redactAll } from "#src/slack/redact-all.ts";
import type { Ground } from "./ground.ts";
import type { Serving } from "./serving.ts";

export function apiParts(
  { store, redact, clock, log }: Ground,
  { parts }: Serving,
  inFlight: Pick<InFlight, "during">,
): Omit<ApiParts, "tokens"> {
  return {
    incidents: store.incidents.list,
    operations: store.operations.list,
    audit: store.audit,
    serve: async (token, line) => {
      const served = serveToken(parts, token, line);
      // A stop waits for it; what it fails with is for whoever asked.
      await inFlight.during(served.then(() => "served" as const, outcomeOf));
      return served;
    },
    redact: (value) => redactAll(value, redact),
    ...{ clock, log },
  };
}

/** As of a line that was typed: what is said in words was served. */
function outcomeOf(error: unknown): "served" | "failed" {
  return error instanceof BotError ? "served" : "failed";
}
