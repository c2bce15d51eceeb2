// What the cluster of a kubeconfig is called, where nobody has given it a name in wheelhouse.yaml.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { ConfigError } from "#src/base/errors.ts";

const Kubeconfig = z.object({
  "current-context": z.string().optional(),
  contexts: z
    .array(z.object({ name: z.string(), context: z.object({ cluster: z.string() }).optional() }))
    .optional(),
});

type Place = {
  /** Where the text was read, for people. */
  readonly path: string;
  /** The current context when absent. */
  readonly context: string | undefined;
};

/** @throws ConfigError in one line, where it is not there or cannot be read */
export function kubeconfigText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT")
      throw new ConfigError(`There is no kubeconfig ${path}.`, {
        hint: "Name one with --kubeconfig <file>.",
        cause,
      });
    const why = { EISDIR: "it is a folder", EACCES: "it may not be read by you" }[code ?? ""] ?? code;
    throw new ConfigError(`${path} cannot be read: ${why}.`, { cause });
  }
}

/**
 * The name of the cluster that a context is about, in the letters that wheelhouse.yaml takes.
 * @throws ConfigError when the text is no kubeconfig or has no such context
 */
export function clusterIn(text: string, { path, context }: Place): string {
  const { contexts = [], "current-context": current } = read(text, path);
  const wanted = context ?? current;
  const found = contexts.find(({ name }) => name === wanted);
  if (!found) {
    const known = contexts.map(({ name }) => name).join(", ") || "none";
    const problem = wanted ? `has no context "${wanted}"` : "has no current context";
    throw new ConfigError(`${path} ${problem}.`, {
      hint: `Its contexts: ${known}. Name one with --context.`,
    });
  }
  return fitting(found.context?.cluster ?? found.name);
}

/** @throws ConfigError when the text is no kubeconfig */
export function contextsIn(
  text: string,
  path: string,
): { readonly names: readonly string[]; readonly current: string | undefined } {
  const { contexts = [], "current-context": current } = read(text, path);
  return { names: contexts.map(({ name }) => name), current };
}

function read(text: string, path: string): z.output<typeof Kubeconfig> {
  try {
    return Kubeconfig.parse(parse(text));
  } catch (cause) {
    throw new ConfigError(`${path} is no kubeconfig.`, { cause });
  }
}

function fitting(name: string): string {
  const fit = name
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, "-")
    .replace(/^[.-]+|[.-]+$/g, "");
  return fit || "cluster";
}
