// The images that a node's container runtime keeps, and which of them some container needs.
import { z } from "zod";
import { defineReading, stdoutOf, Unreadable, words } from "./reading.ts";

const Images = z.object({
  images: z
    .array(
      z.object({
        id: z.string(),
        repoTags: z.array(z.string()).nullish(),
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
    (parsed(Images, stdoutOf(said)).images ?? []).map(({ id, repoTags, size, pinned }) => ({
      id,
      tags: repoTags ?? [],
      bytes: size,
      isPinned: pinned,
    })),
});

const Containers = z.object({
  containers: z
    .array(
      z.object({
        image: z.object({ image: z.string() }),
        imageRef: z.string().default(""),
        state: z.string(),
      }),
    )
    .nullish(),
});

/** Of every container, those that have ended too: what holds on to an image. */
export const containerImages = defineReading({
  argv: () => ["sudo", "-n", "--", "crictl", "ps", "--all", "--output=json"],
  parse: (said) =>
    (parsed(Containers, stdoutOf(said)).containers ?? []).map(({ image, imageRef, state }) => ({
      refs: [image.image, imageRef].filter((ref) => ref !== ""),
      isRunning: state === "CONTAINER_RUNNING",
    })),
});

function parsed<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new Unreadable(`crictl says: ${words(text)}`);
  }
}
