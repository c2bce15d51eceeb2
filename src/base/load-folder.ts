// Imports every module of a folder: a new file there is a new command or rule, and nothing else need be touched.
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export type Loaded<T> = { readonly file: string; readonly value: T };

/**
 * The default exports below `folder`, sorted by path.
 * @throws Error when a file has none; that is a bug of ours and stops the start
 */
export async function loadFolder<T>(folder: string): Promise<readonly Loaded<T>[]> {
  const files = (await Array.fromAsync(glob("**/*.ts", { cwd: folder }))).sort();
  return Promise.all(
    files.map(async (file) => {
      const module: { default?: T } = await import(pathToFileURL(join(folder, file)).href);
      if (module.default === undefined) throw new Error(`${join(folder, file)} has no default export`);
      return { file, value: module.default };
    }),
  );
}
