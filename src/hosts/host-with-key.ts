// A host with its key, as the input of a step that pins or forgets it: where it is, who logs in, and the key whole.
import { z } from "zod";

export const hostWithKey = z.object({
  name: z.string(),
  address: z.string(),
  port: z.number().int(),
  user: z.string(),
  pin: z.object({ type: z.string(), fingerprint: z.string(), key: z.string() }),
});
