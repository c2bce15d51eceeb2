// How `npm start` runs node, so that what is measured is what people run.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..");

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly scripts: { readonly start: string };
};
const words = scripts.start.split(" ");
const assignment = /^([A-Z_]+)=(.*)$/;

/** `--max-semi-space-size=2` and the like. */
export const startFlags: readonly string[] = words.filter((word) => word.startsWith("--"));

/** Variables that the script sets before `node`. */
export const startEnvironment: Readonly<Record<string, string>> = Object.fromEntries(
  words.flatMap((word) => {
    const [, name, value] = assignment.exec(word) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value]];
  }),
);
