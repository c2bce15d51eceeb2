// The static pods of a control plane, asked of its container runtime: it answers when the API server does not.
import { z } from "zod";
import { defineReading, stdoutOf, Unreadable, words } from "./reading.ts";

const Containers = z.object({
  containers: z
    .array(
      z.object({
        id: z.string(),
        podSandboxId: z.string(),
        metadata: z.object({ name: z.string(), attempt: z.number().default(0) }),
        state: z.string(),
        createdAt: z.string(),
        labels: z.record(z.string(), z.string()).default({}),
      }),
    )
    .nullish(),
});

/** Of every static pod's containers, the newest first. */
export const staticPodContainers = defineReading({
  argv: () => [
    ...["sudo", "-n", "--", "crictl", "ps", "--all"],
    ...["--label=io.kubernetes.pod.namespace=kube-system", "--output=json"],
  ],
  parse: (said) =>
    (parsed(Containers, stdoutOf(said)).containers ?? [])
      .map(({ id, podSandboxId, metadata, state, createdAt, labels }) => ({
        id,
        sandbox: podSandboxId,
        component: metadata.name,
        pod: labels["io.kubernetes.pod.name"] ?? "",
        attempt: metadata.attempt,
        isRunning: state === "CONTAINER_RUNNING",
        createdAt: milliseconds(createdAt),
      }))
      .sort((one, other) => other.createdAt - one.createdAt),
});

const Sandboxes = z.object({
  items: z
    .array(
      z.object({
        id: z.string(),
        createdAt: z.string(),
        labels: z.record(z.string(), z.string()).default({}),
      }),
    )
    .nullish(),
});

/** What `crictl stopp` and `rmp` take: a static pod's sandbox, also where no container of it has ever begun. */
export const staticPodSandboxes = defineReading({
  argv: () => [
    ...["sudo", "-n", "--", "crictl", "pods", "--namespace=kube-system"],
    ...["--label=tier=control-plane", "--output=json"],
  ],
  parse: (said) =>
    (parsed(Sandboxes, stdoutOf(said)).items ?? []).map(({ id, createdAt, labels }) => ({
      id,
      component: labels.component ?? "",
      createdAt: milliseconds(createdAt),
    })),
});

function parsed<T extends z.ZodType>(schema: T, text: string): z.output<T> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Unreadable(`crictl says: ${words(text)}`, { cause });
  }
}

/** Nanoseconds are more than a number holds. */
function milliseconds(nanoseconds: string): number {
  return Number(nanoseconds.slice(0, -6)) || 0;
}
