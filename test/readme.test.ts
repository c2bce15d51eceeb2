import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { parseSettings } from "#src/config/parse-settings.ts";
import { freshReadme, readmePath } from "./readme.ts";

const root = dirname(readmePath);
const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "DECISIONS.md",
  "CHANGELOG.md",
  "docs/alerts.md",
  "docs/architecture.md",
  "docs/deployment.md",
  "docs/performance.md",
];

test("the README's table of commands is what the commands say (npm run readme writes it)", async () => {
  expect(readFileSync(readmePath, "utf8")).toBe(await freshReadme());
});

test.each(documents)("every file that %s links to exists", (document) => {
  const text = readFileSync(join(root, document), "utf8");
  const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target = ""]) =>
    join(root, dirname(document), target),
  );
  expect(targets.filter((target) => !existsSync(target))).toEqual([]);
});

test("the README's example configuration is valid", () => {
  const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(readmePath, "utf8")) ?? [];
  expect(parseSettings("README.md", yaml).problems).toEqual([]);
});

test("every npm script that a document names exists", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
  const known = [...Object.keys(scripts), "ci"];
  const named = documents.flatMap((document) =>
    codeIn(readFileSync(join(root, document), "utf8")).flatMap((code) =>
      [...code.matchAll(/\bnpm (?:run )?(?:--silent )?([a-z][\w:-]*)/g)].map(([, name = ""]) => name),
    ),
  );
  expect(named).toContain("playground");
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

test("the way to a first bot names no file that it does not make, and leaves nothing to be guessed", () => {
  const readme = readFileSync(readmePath, "utf8");
  const setUp = readme.slice(readme.indexOf("## Set up"), readme.indexOf("## Deploy"));
  expect(setUp).not.toMatch(/<this repository>|\/etc\/wheelhouse/);
  expect(setUp).toContain("docs/deployment.md#a-kubeconfig-for-a-bot-outside-the-cluster");
  expect(setUp).toMatch(/is U….*ends in S…/);
  const deployment = readFileSync(join(root, "docs/deployment.md"), "utf8");
  expect(deployment).toContain("## A kubeconfig for a bot outside the cluster");
  expect(readFileSync(join(root, "manifest.yml"), "utf8")).toContain(
    "HTTP mode is described in docs/deployment.md",
  );
  expect(deployment).toMatch(/HTTP mode/);
});

/** What is set as code; the words around it may say what npm does. */
function codeIn(markdown: string): readonly string[] {
  return markdown.match(/```[\s\S]*?```|`[^`\n]*`/g) ?? [];
}
