// What the simulated kubelets do: stages that kwok itself publishes, taken from its module.
import { join } from "node:path";
import { run } from "../run.ts";

/** Files for `kwok --config`. A node labelled `notReadyLabel` reports NotReady until the label goes. */
export async function stageFiles(): Promise<readonly string[]> {
  const cwd = join(import.meta.dirname, "..", "build", "kwok");
  const module = (await run(["go", "list", "-m", "-f", "{{.Dir}}", "sigs.k8s.io/kwok"], { cwd })).trim();
  return stages.map((stage) => join(module, "kustomize", "stage", `${stage}.yaml`));
}

/** To be set to "true". */
export const notReadyLabel = "node-not-ready.stage.kwok.x-k8s.io";

const stages = [
  "node/fast/node-initialize",
  "node/heartbeat-with-lease/node-heartbeat-with-lease",
  "node/chaos/node-not-ready",
  "pod/fast/pod-ready",
  "pod/fast/pod-complete",
  "pod/fast/pod-delete",
];
