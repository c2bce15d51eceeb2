// Makes every certificate of one control plane anew that kubeadm has made, from its files alone: no API server is asked.
import { z } from "zod";
import { StepError } from "#src/base/errors.ts";
import { count, few, oneLine, shorten } from "#src/base/text.ts";
import { callOfRun } from "#src/hosts/host-calls.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { defineStep } from "#src/operation/step.ts";

const argv = asRoot(["kubeadm", "certs", "renew", "all"]);

export default defineStep({
  name: "renew-certificates",
  input: z.object({
    host: z.string(),
    /** Those that are there, by path, as they were when it was planned: SHA-256 of each. */
    before: z.record(z.string(), z.string()),
  }),
  // A few seconds; an API server that takes connections and says nothing is waited for by kubeadm.
  timeoutMs: 180_000,
  title: ({ host }) => `Renew the certificates of ${host}`,
  calls: ({ host }) => [callOfRun(host, { argv })],
  equivalent: () => "kubeadm certs renew all",
  done: async ({ host, before }, { hosts, now, signal }) => {
    const files = await (await hosts.host(host)).read("certificateFiles", signal);
    const old = Object.entries(before).filter(([path, fingerprint]) => {
      const certificate = files.find((file) => file.path === path)?.certificate;
      return !certificate || certificate.fingerprint === fingerprint || certificate.until <= now();
    });
    const all = Object.keys(before).length;
    const evidence =
      old.length === 0
        ? `${count(all, "certificate")} of ${host} ${all === 1 ? "is" : "are"} new.`
        : `${old.length} of ${all} on ${host} are as before: ${few(
            old.map(([path]) => path),
            3,
          )}.`;
    return { goal: old.length === 0 ? "holds" : "open", evidence };
  },
  run: async ({ host }, { hosts, signal }) => {
    const said = await (await hosts.host(host)).run({ argv, timeoutMs: 170_000 }, signal);
    if (said.code === 0) return;
    throw new StepError(
      `kubeadm on ${host} ended with code ${said.code}: ${shorten(oneLine(said.stderr || said.stdout), 400)}`,
    );
  },
});
