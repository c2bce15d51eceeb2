// Whether this machine can carry a lab at all, answered before anything is changed.

import { missingPackages, type Part } from "../requirements.ts";
import { LabError } from "./lab-error.ts";
import { assertLabName, labNamespace } from "./names.ts";
import { namespaces } from "./network.ts";

/** Throws one line that says what is missing and what to do about it. Hosts alone need less than what serves them. */
export function assertMachine(...parts: readonly Part[]): void {
  assertLabName();
  if (process.platform !== "linux") {
    throw new LabError(
      `The lab's hosts are Linux containers, and this is ${process.platform}: use a Linux machine`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new LabError(
      "The lab makes namespaces and mounts, which only root may: run it as root, for example with sudo",
    );
  }
  const missing = missingPackages(...parts);
  if (missing.length === 0) return;
  throw new LabError(
    `Not installed: ${missing.join(", ")}. \`npm run lab -- requirements --install\` installs what the lab needs`,
  );
}

/** Throws when the lab is not up. */
export function assertNetwork(): void {
  if (namespaces().includes(labNamespace)) return;
  throw new LabError("The lab is not up: `npm run lab -- up <host>…` starts it");
}
