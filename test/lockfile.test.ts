// npm leaves out of the lock file what its registry does not have, and `npm ci` then refuses it on every machine.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

type Locked = {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
  readonly os?: readonly string[];
};

const text = readFileSync(join(import.meta.dirname, "../package-lock.json"), "utf8");
const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, Locked>> };

test("every dependency, optional ones for other machines too, stands in the lock file", () => {
  const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !isLocked(path, name))
      .map((name) => `${path}: ${name}`),
  );
  expect(missing).toEqual([]);
});

test("the lock file names no registry, so that it works with everybody's", () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
});

test("what ssh2 would compile is for no machine, and npm runs no package's scripts", () => {
  const compiled = ["cpu-features", "buildcheck", "nan"].map((name) => packages[`node_modules/${name}`]?.os);
  expect(compiled).toEqual([["none"], ["none"], ["none"]]);
  expect(readFileSync(join(import.meta.dirname, "../.npmrc"), "utf8")).toMatch(/^ignore-scripts=true$/m);
  expect(existsSync(join(import.meta.dirname, "../node_modules/cpu-features"))).toBe(false);
});

/** Node looks in the node_modules of each folder above. */
function isLocked(path: string, name: string): boolean {
  if (packages[`${path === "" ? "" : `${path}/`}node_modules/${name}`]) return true;
  return path !== "" && isLocked(path.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, ""), name);
}
