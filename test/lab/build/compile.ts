// Compiles one program as its own project does: static, stripped, without paths of this machine, with its version inside.
import { join } from "node:path";
import { run } from "../run.ts";
import { type ModuleName, modules, type Program, type Release } from "./programs.ts";

export type Architecture = "amd64" | "arm64";

export type Build = {
  readonly module: ModuleName;
  readonly name: string;
  readonly arch: Architecture;
  readonly signal?: AbortSignal;
};

/** Rejects with the compiler's words. */
export async function compile(build: Build, output: string): Promise<void> {
  const program = programOf(build);
  if (program.source.endsWith(".c")) await compileC(build, program.source, output);
  else await compileGo(build, program, output);
}

function programOf({ module, name }: Build): Program {
  const programs: Readonly<Record<string, Program>> = modules[module].programs;
  const program = programs[name];
  if (!program) throw new Error(`module ${module} has no program ${name}`);
  return program;
}

async function compileGo(build: Build, program: Program, output: string): Promise<void> {
  const linkerFlags = ["-s -w", ...(await variableFlags(build))];
  if (program.cgo) linkerFlags.push("-linkmode external -extldflags -static");
  const tags = program.tags ? [`-tags=${program.tags.join(",")}`] : [];
  await go(
    build,
    ["build", "-trimpath", ...tags, `-ldflags=${linkerFlags.join(" ")}`, "-o", output, program.source],
    {
      CGO_ENABLED: program.cgo ? "1" : "0",
      GOARCH: build.arch,
      ...(program.cgo && { CC: compilerFor(build.arch) }),
    },
  );
}

/** As build/pause/Makefile of Kubernetes has it; its revision would come from git. */
async function compileC(build: Build, source: string, output: string): Promise<void> {
  const folder = (await go(build, ["list", "-m", "-f", "{{.Dir}}", modules[build.module].path])).trim();
  await run(
    [
      compilerFor(build.arch),
      "-Os",
      "-s",
      "-static",
      "-DVERSION=v3.10.2",
      "-o",
      output,
      join(folder, source),
    ],
    options(build),
  );
}

async function variableFlags(build: Build): Promise<readonly string[]> {
  const { path, variables } = modules[build.module];
  const release: Release = JSON.parse(
    await go(build, [
      "list",
      "-m",
      "-f",
      '{"version":"{{.Version}}","date":"{{.Time.Format "2006-01-02T15:04:05Z07:00"}}"}',
      path,
    ]),
  );
  return Object.entries(variables(release)).map(([name, value]) => `-X '${name}=${value}'`);
}

/** Where this machine has another architecture, Debian's package gcc-<architecture>-linux-gnu brings the compiler. */
function compilerFor(arch: Architecture): string {
  const own = process.arch === "arm64" ? "arm64" : "amd64";
  if (arch === own) return "gcc";
  return arch === "arm64" ? "aarch64-linux-gnu-gcc" : "x86_64-linux-gnu-gcc";
}

function go(
  build: Build,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return run(["go", ...args], { ...options(build), cwd: join(import.meta.dirname, build.module), env });
}

function options({ signal }: Build) {
  return signal ? { signal } : {};
}
