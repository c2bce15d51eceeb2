// Writes down which key a host has to show before anything is sent to it.
import { hostWithKey } from "#src/hosts/host-with-key.ts";
import { keyCall } from "#src/hosts/key-call.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "pin-host-key",
  input: hostWithKey,
  timeoutMs: 30_000,
  title: ({ name }) => `Pin the key of ${name}`,
  calls: (host) => [keyCall("pin", host)],
  done: async ({ name, pin }, { hosts }) => {
    const kept = (await hosts.list()).find((each) => each.name === name)?.pin;
    if (!kept) return { goal: "open", evidence: `No key of ${name} is pinned.` };
    return kept.key === pin.key
      ? { goal: "holds", evidence: `${pin.fingerprint} is pinned for ${name}.` }
      : { goal: "failed", evidence: `Another key is pinned for ${name} by now: ${kept.fingerprint}.` };
  },
  run: async (host, { hosts, operation, now }) =>
    hosts.pin({ ...host, pin: { ...host.pin, by: operation.by, at: now() } }),
});
