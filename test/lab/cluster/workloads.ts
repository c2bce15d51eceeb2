// The workloads that tests look at, move and break: see workloads.yaml.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { apply, kubectl } from "./kubectl.ts";

/** Returns when everything that can work works. `crasher` and `mistyped` never do. */
export async function applyWorkloads(): Promise<void> {
  // What a full disk drove out lies about by the dozen.
  await kubectl(["delete", "pods", "--all-namespaces", "--field-selector=status.phase=Failed"]);
  // A pod of an older manifest cannot be changed into the present one.
  await kubectl(["--namespace=demo", "delete", "pod", "bare", "--ignore-not-found"]);
  await apply(readFileSync(join(import.meta.dirname, "workloads.yaml"), "utf8"));
  for (const name of ["deployment/web", "deployment/scratch", "daemonset/agent"]) {
    await kubectl(["--namespace=demo", "rollout", "status", name, "--timeout=180s"]);
  }
  await kubectl(["--namespace=demo", "wait", "--for=condition=Ready", "pod/bare", "--timeout=180s"]);
}

/** Returns when they are gone. None there is fine too. */
export async function removeWorkloads(): Promise<void> {
  await kubectl(["delete", "namespace", "demo", "--ignore-not-found", "--timeout=180s"]);
}
