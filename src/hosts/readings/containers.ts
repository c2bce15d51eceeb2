// Every container of a node as its runtime tells it: the API server knows of them only what a kubelet has reported.
import { z } from "zod";
import { defineReading, stdoutOf, Unreadable, words } from "./reading.ts";

const Containers = z.object({
  containers: z
    .array(
      z.object({
        metadata: z.object({ name: z.string(), attempt: z.number().default(0) }),
        state: z.string(),
        labels: z.record(z.string(), z.string()).default({}),
      }),
    )
    .nullish(),
});

/** Names are untrusted. */
export const nodeContainers = defineReading({
  argv: () => ["sudo", "-n", "--", "crictl", "ps", "--all", "--output=json"],
  parse: (said) =>
    (parsed(stdoutOf(said)).containers ?? []).map(({ metadata, state, labels }) => ({
      name: metadata.name,
      attempt: metadata.attempt,
      pod: labels["io.kubernetes.pod.name"] ?? "",
      namespace: labels["io.kubernetes.pod.namespace"] ?? "",
      isRunning: state === "CONTAINER_RUNNING",
    })),
});

function parsed(text: string): z.output<typeof Containers> {
  try {
    return Containers.parse(JSON.parse(text));
  } catch (cause) {
    throw new Unreadable(`crictl says: ${words(text)}`, { cause });
  }
}
