// The package that a release would publish: it holds all that runs and nothing else, and what is in it starts.
import { execFile } from "node:child_process";
import { mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "wheelhouse-package-"));
const unpacked = join(folder, "package");
let files: readonly string[] = [];

beforeAll(async () => {
  const { stdout } = await run(join(root, ".ci/release"), ["package", folder]);
  const { stdout: listed } = await run("tar", ["-xzvf", join(folder, stdout.trim()), "-C", folder]);
  files = listed.trim().split("\n");
  // What npm ci would install there is installed here.
  symlinkSync(join(root, "node_modules"), join(unpacked, "node_modules"));
});

test("it holds the program, what setting it up needs, and the exact versions of all else", () => {
  const needed = [
    "src/main.ts",
    "commands/status.ts",
    "bin/node",
    "manifest.yml",
    "npm-shrinkwrap.json",
    "LICENSE",
  ];
  const deployed = ["deploy/base/rbac.yaml", "deploy/systemd/wheelhouse.service"];
  expect(files).toEqual(expect.arrayContaining([...needed, ...deployed].map((file) => `package/${file}`)));
});

test("it holds no tests, no playground and nobody's secrets", () => {
  const top = new Set(files.map((file) => file.split("/")[1]));
  expect([...top].toSorted()).toEqual(
    ["CHANGELOG.md", "LICENSE", "README.md", "bin", "commands", "deploy", "docs", "manifest.yml"].concat([
      "npm-shrinkwrap.json",
      "package.json",
      "src",
    ]),
  );
  expect(files.filter((file) => /\.(env|kubeconfig|db|png)$/.test(file))).toEqual([
    "package/deploy/wheelhouse.example.env",
  ]);
});

test.each([
  ["the bot", ["src/main.ts"], "Wheelhouse cannot start:"],
  ["ask", ["src/ask.ts", "status", "--kubeconfig", "/nowhere"], "There is no kubeconfig /nowhere."],
  ["setup", ["src/setup.ts", "--help"], "npm run setup takes nothing behind it"],
])("%s starts from it", async (_name, args, says) => {
  const options = { cwd: unpacked, env: { PATH: process.env.PATH, HOME: folder } };
  const { stdout, stderr } = await run(join(unpacked, "bin/node"), args, options).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  expect(`${stdout}${stderr}`).toContain(says);
});
