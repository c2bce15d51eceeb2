// Things in the cache are made under another name and renamed when whole, so that what a killed process left never counts.
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** The path to make a thing at before renaming it. Removes what processes that are gone left of it. */
export function unfinishedPath(path: string): string {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const pid = /\.(\d+)\.new$/.exec(name)?.[1];
    const abandoned = pid !== undefined && !existsSync(`/proc/${pid}`);
    if (abandoned || name === `${basename(path)}.${process.pid}.new`) {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
  return `${path}.${process.pid}.new`;
}
