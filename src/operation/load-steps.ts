// Reads what Wheelhouse can do from the folder src/steps/: one file per step, named like it.
import { basename } from "node:path";
import { loadFolder } from "#src/base/load-folder.ts";
import type { Step } from "./step.ts";

/**
 * By name, as stored plans call them.
 * @throws Error when a file is not called like its step; that is a bug of ours and stops the start
 */
export async function loadSteps(folder: string): Promise<ReadonlyMap<string, Step>> {
  const loaded = await loadFolder<Step>(folder);
  return new Map(
    loaded.map(({ file, value }) => {
      if (basename(file, ".ts") !== value.name) throw new Error(`${file} holds the step ${value.name}`);
      return [value.name, value];
    }),
  );
}
