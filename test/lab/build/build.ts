// Builds the lab's programs from their Go modules, each once for each version, into the cache.
import { existsSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../hosts/lock.ts";
import { cacheFolder } from "../paths.ts";
import { type Architecture, type Build, compile } from "./compile.ts";
import { type ModuleName, modules } from "./programs.ts";
import { unfinishedPath } from "./unfinished.ts";

type Options = {
  /** All modules if not given. */
  readonly modules?: readonly ModuleName[];
  /** All programs of those modules if not given. */
  readonly names?: readonly string[];
  readonly arch?: Architecture;
  readonly signal?: AbortSignal;
};

/**
 * Builds what the cache does not have yet, one line on standard error for each program, and answers all paths. What was
 * finished before an interruption stays; a program is either whole or absent.
 */
export async function buildPrograms(options: Options = {}): Promise<readonly string[]> {
  const wanted = builds(options);
  if (!wanted.every(isBuilt)) {
    await withLock("programs", async () => {
      for (const build of wanted) if (!isBuilt(build)) await buildOne(build);
    });
  }
  return wanted.map((build) => programPath(build.module, build.name, build.arch));
}

/** Where a built program is, or will be. */
export function programPath(module: ModuleName, name: string, arch: Architecture = "amd64"): string {
  if (!(name in modules[module].programs)) throw new Error(`module ${module} has no program ${name}`);
  return join(cacheFolder, "programs", `${module}-${moduleVersion(module)}-${arch}`, name);
}

/** The version that the module's go.mod pins, without the leading v. */
export function moduleVersion(module: ModuleName): string {
  const lines = readFileSync(join(import.meta.dirname, module, "go.mod"), "utf8").split("\n");
  const { path } = modules[module];
  const words = lines.map((line) =>
    line
      .replace(/^require/, "")
      .trim()
      .split(" "),
  );
  const version = words.find(([required, pinned]) => required === path && pinned?.startsWith("v"))?.[1];
  if (!version) throw new Error(`test/lab/build/${module}/go.mod does not require ${path}`);
  return version.slice(1);
}

function builds(options: Options): readonly Build[] {
  const { arch = "amd64", signal } = options;
  const all = (options.modules ?? (Object.keys(modules) as ModuleName[])).flatMap((module) =>
    Object.keys(modules[module].programs).map((name) => ({ module, name, arch, ...(signal && { signal }) })),
  );
  const unknown = options.names?.find((name) => !all.some((build) => build.name === name));
  if (unknown) throw new Error(`no module has a program ${unknown}`);
  return all.filter(({ name }) => options.names?.includes(name) ?? true);
}

function isBuilt({ module, name, arch }: Build): boolean {
  return existsSync(programPath(module, name, arch));
}

async function buildOne(build: Build): Promise<void> {
  const started = performance.now();
  const target = programPath(build.module, build.name, build.arch);
  const unfinished = unfinishedPath(target);
  await compile(build, unfinished);
  renameSync(unfinished, target);
  const seconds = Math.round((performance.now() - started) / 1000);
  const megabytes = Math.round(statSync(target).size / 1e6);
  console.error(`${build.module} ${build.name} ${build.arch}: ${seconds} s, ${megabytes} MB`);
}
