// Forgets the key that was approved for a host, so that it is logged in to no more.
import { hostWithKey } from "#src/hosts/host-with-key.ts";
import { keyCall } from "#src/hosts/key-call.ts";
import { defineStep } from "#src/operation/step.ts";

export default defineStep({
  name: "forget-host-key",
  input: hostWithKey,
  timeoutMs: 30_000,
  title: ({ name }) => `Forget the key of ${name}`,
  calls: (host) => [keyCall("forget", host)],
  done: async ({ name, pin }, { hosts }) => {
    const kept = (await hosts.list()).find((each) => each.name === name)?.pin;
    return kept?.key === pin.key
      ? { goal: "open", evidence: `${pin.fingerprint} is pinned for ${name}.` }
      : { goal: "holds", evidence: `${pin.fingerprint} is not pinned for ${name} any more.` };
  },
  run: async (host, { hosts }) => hosts.forget(host),
});
