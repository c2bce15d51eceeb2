// Gives a machine the key that its package repository is signed by now: the bytes that were approved, and not what anybody shows later.
import { z } from "zod";
import type { HostRun } from "#src/hosts/host.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { mustRun } from "#src/hosts/must-run.ts";
import { keysIn, unarmored } from "#src/hosts/openpgp.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { writeFileRun } from "#src/hosts/settings-file.ts";
import { sayKey } from "#src/kubeadm/upgrade/keyring.ts";
import { readKeyring } from "#src/kubeadm/upgrade/read-keys.ts";
import { ringOf } from "#src/kubeadm/upgrade/ring.ts";
import { defineStep } from "#src/operation/step.ts";

const input = z.object({
  host: z.string(),
  /** `/etc/apt/keyrings/kubernetes-apt-keyring.gpg`. */
  file: z.string().startsWith("/"),
  /** In ASCII armor. */
  text: z.string(),
});
type Input = z.output<typeof input>;

export default defineStep({
  name: "renew-repository-key",
  input,
  timeoutMs: 60_000,
  title: ({ host }) => `Give ${host} the key of its packages`,
  calls: (given) =>
    runsOf(given).map((run) => ({ ...callOfRun(given.host, run), what: sayKey(ringIn(given)) })),
  done: async (given, { hosts, signal }) => {
    const { host, file } = given;
    const wanted = ringIn(given);
    const found = await readKeyring(await hosts.host(host), file, signal);
    const isThere =
      found?.endsAt === wanted.endsAt &&
      wanted.fingerprints.every((each) => found?.fingerprints.includes(each));
    return isThere
      ? { goal: "holds", evidence: `${file} on ${host} has ${sayKey(wanted)}.` }
      : { goal: "open", evidence: `${file} on ${host} does not have it yet.` };
  },
  run: async (given, { hosts, signal }) => {
    const host = await hosts.host(given.host);
    for (const run of runsOf(given)) await mustRun(host, run, signal);
  },
});

function ringIn({ text }: Pick<Input, "text">) {
  return ringOf(keysIn(Buffer.from(text)));
}

/** apt reads armor from a file of that ending alone; into any other go the bytes, for which the first makes a file that apt may read. */
function runsOf({ file, text }: Input): readonly HostRun[] {
  if (file.endsWith(".asc")) return [writeFileRun(file, text)];
  const bytes = unarmored(Buffer.from(text)).toString("base64");
  const argv = asRoot(["openssl", "base64", "-d", "-A", "-out", file]);
  return [writeFileRun(file, ""), { argv, text: bytes }];
}
