// The images that a node's container runtime keeps, and which of them some container needs.
import { z } from "zod";
import { defineReading, stdoutOf, Unreadable, words } from "./reading.ts";

const Images = z.object({
  images: z
    .array(
      z.object({
        id: z.string(),
        repoTags: z.array(z.string()).nullish(),
        repoDigests: z.array(z.string()).nullish(),
        size: z.coerce.number().default(0),
        pinned: z.boolean().default(false),
      }),
    )
    .nullish(),
});

/** Bytes as the runtime counts them: packed, and what several share in each of them. */
export const images = defineReading({
  argv: () => ["sudo", "-n", "--", "crictl", "images", "--output=json"],
  parse: (said) =>
    (parsed(Images, stdoutOf(said)).images ?? []).map(({ id, repoTags, repoDigests, size, pinned }) => ({
      id,
      tags: repoTags ?? [],
      /** `registry.k8s.io/pause@sha256:…`: where it came from. One that was loaded from a file has none. */
      digests: repoDigests ?? [],
      bytes: size,
      isPinned: pinned,
    })),
});

const Containers = z.object({
  containers: z
    .array(
      z.object({
        id: z.string().default(""),
        metadata: z.object({ name: z.string() }).default({ name: "" }),
        image: z.object({ image: z.string() }),
        imageRef: z.string().default(""),
        state: z.string(),
        createdAt: z.string().default("0"),
        labels: z.record(z.string(), z.string()).nullish(),
      }),
    )
    .nullish(),
});

/** Of every container, those that have ended too: what holds on to an image. */
export const containerImages = defineReading({
  argv: () => ["sudo", "-n", "--", "crictl", "ps", "--all", "--output=json"],
  parse: (said) =>
    (parsed(Containers, stdoutOf(said)).containers ?? []).map(
      ({ id, metadata, image, imageRef, state, createdAt, labels }) => ({
        id,
        /** Of one pod: those of the same name came one after the other. */
        name: `${labels?.["io.kubernetes.pod.uid"] ?? ""}/${metadata.name}`,
        /** Nanoseconds are more than a number holds. */
        createdAt: Number(createdAt.slice(0, -6)),
        refs: [image.image, imageRef].filter((ref) => ref !== ""),
        isRunning: state === "CONTAINER_RUNNING",
      }),
    ),
});

function parsed<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new Unreadable(`crictl says: ${words(text)}`);
  }
}
