// Imports every module of a folder: a new file there is a new command or rule, and nothing else need be touched.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export type Loaded<T> = { readonly file: string; readonly value: T };

/** Modules are imported once, so looking again would find the same. */
const known = new Map<string, Promise<readonly Loaded<unknown>[]>>();

/**
 * The default exports below `folder`, sorted by path.
 * @throws Error when a file has none; that is a bug of ours and stops the start
 */
export function loadFolder<T>(folder: string): Promise<readonly Loaded<T>[]> {
  const loaded = known.get(folder) ?? importAll(folder);
  known.set(folder, loaded);
  return loaded as Promise<readonly Loaded<T>[]>; // Who asks for a folder knows what is in it.
}

async function importAll(folder: string): Promise<readonly Loaded<unknown>[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".ts")).sort();
  return Promise.all(
    files.map(async (file) => {
      const module: { default?: unknown } = await import(pathToFileURL(join(folder, file)).href);
      if (module.default === undefined) throw new Error(`${join(folder, file)} has no default export`);
      return { file, value: module.default };
    }),
  );
}
