import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { explainWords } from "#src/diagnosis/explain-words.ts";
import { loadSignatures } from "#src/diagnosis/load-signatures.ts";

const signatures = loadSignatures();
const recorded = (name: string) =>
  readFileSync(join(import.meta.dirname, "../fixtures/kubeadm/v1.36.3-to-v1.37.2", name), "utf8");

test.each([
  [
    "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1234 (unattended-upgr)",
    "unattended-upgrades",
  ],
  [
    '[ERROR CreateJob]: Job "upgrade-health-check-x" in the namespace "kube-system" did not complete in 1m0s',
    "Health-check Job",
  ],
  ["E: The repository 'x' is not signed. EXPKEYSIG 234654DA9A296436 isv:kubernetes OBS Project", "old copy"],
  [recorded("upgrade-apply-cgroup-v1.txt"), "cgroup v1"],
])("%s", (words, meaning) => {
  expect(explainWords(signatures, `op ended with code 1:\n${words}`)?.toLowerCase()).toContain(
    meaning.toLowerCase(),
  );
});

test("what went well explains no failure, and what nobody knows is not guessed", () => {
  expect(explainWords(signatures, recorded("upgrade-apply-again.txt"))).toBeUndefined();
  expect(explainWords(signatures, "something else went wrong")).toBeUndefined();
});
