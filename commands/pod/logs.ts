// /k8s pod logs <pod> [--container <container>] [--previous] [--tail <lines>]
import { z } from "zod";
import { RefusedError } from "#src/base/errors.ts";
import { bytes, listed, verbatim } from "#src/base/text.ts";
import { findPod } from "#src/card/find.ts";
import { readNow, settle } from "#src/card/freshness.ts";
import { namespaceName, podName } from "#src/command/argument.ts";
import { defineQuery } from "#src/command/define.ts";
import { healthOf } from "#src/kubeadm/pod-health.ts";
import type { Pod } from "#src/kubernetes/objects.ts";

/** A longer log goes into the thread as a file. */
const inlineCharacters = 2_000;
/** Handed on to be drawn: much more than is shown, so that no secret loses the beginning that gives it away. */
const drawnCharacters = 32_000;
const limitBytes = 1 << 20;

export default defineQuery({
  summary: "The end of a container's log",
  role: "viewer",
  aliases: ["logs", "log"],
  args: z.object({
    pod: podName,
    namespace: namespaceName.optional(),
    container: z.string().optional().meta({
      pick: "container",
      short: "c",
      description: "Which container; the first that is in trouble if not given",
    }),
    previous: z.boolean().default(false).meta({ short: "p", description: "The run before the last restart" }),
    tail: z.coerce
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(200)
      .meta({ description: "How many lines, 200 if not given" }),
  }),
  positional: ["pod", "container"],
  async answer(
    { pod: typed, namespace: place, container: wanted, previous, tail: tailLines },
    { cluster, now, signal },
  ) {
    await settle(cluster, signal);
    const pod = findPod(cluster, typed, place);
    const container = chooseContainer(pod, wanted);
    const { namespace, name } = pod;
    if (previous) checkRestarted(pod, container);
    const options = { container, previous, tailLines, limitBytes };
    const written = await cluster.podLog(namespace, name, options, signal);
    const size = Buffer.byteLength(written);
    // Without colours: escapes between a name and its value would hide secrets from the redactor.
    const log = verbatim(written);
    const isLong = log.length > inlineCharacters;
    const lines = log.split("\n").filter(Boolean).length;
    const which = `${namespace}/${name}, container ${container}${previous ? ", before the restart" : ""}`;
    const flags = [
      `--container=${container}`,
      previous && "--previous",
      `--tail=${tailLines}`,
      `--cluster=${cluster.name}`,
    ].filter(Boolean);
    return {
      headline:
        lines === 0
          ? `${which}: the log is empty`
          : `${which}: ${lines === 1 ? "1 line" : `the last ${lines} lines`}`,
      tone: "neutral",
      parts: [
        ...(lines === 0 ? [] : [{ kind: "code" as const, text: log.slice(-drawnCharacters) }]),
        { kind: "text", text: note(isLong, size, pod, container) },
      ],
      buttons: [
        { label: "Refresh", line: `pod logs ${namespace}/${name} ${flags.join(" ")}`, how: "redraw" },
      ],
      ...(isLong ? { file: { name: `${name}-${container}.log`, content: log } } : {}),
      freshness: readNow(now),
    };
  },
});

/** Kubernetes says the same in words for programmers; whether a run came before is known here. */
function checkRestarted(pod: Pod, name: string): void {
  const container = pod.containers.find((each) => each.name === name);
  if (!container || container.last || container.restarts > 0) return;
  throw new RefusedError(
    `Container ${name} of ${pod.namespace}/${pod.name} has not restarted, so there is no earlier log.`,
    {
      hint: `\`pod logs ${pod.namespace}/${pod.name}\` shows the present one.`,
    },
  );
}

function chooseContainer(pod: Pod, wanted: string | undefined): string {
  const names = pod.containers.map(({ name }) => name);
  if (wanted === undefined) {
    const troubled = healthOf(pod).healthy
      ? undefined
      : pod.containers.find(({ ready, init, state }) => (init ? state !== "terminated" : !ready));
    return (troubled ?? pod.containers.find(({ init }) => !init))?.name ?? names[0] ?? "";
  }
  if (names.includes(wanted)) return wanted;
  throw new RefusedError(`${pod.namespace}/${pod.name} has no container ${wanted}.`, {
    hint: `It has ${listed(names)}.`,
  });
}

function note(isLong: boolean, size: number, pod: Pod, container: string): string {
  const others = pod.containers.filter(({ name }) => name !== container).map(({ name }) => name);
  const cut =
    size >= limitBytes ? `These lines are longer than ${bytes(limitBytes)}; their end is cut off.` : "";
  const where = isLong ? "The whole of it is in the thread as a file." : "";
  const more = others.length > 0 ? `Other containers: ${listed(others)}.` : "";
  return [where, cut, more].filter(Boolean).join(" ");
}
