// Who may import whom. The tree is the manual, and this test keeps it true.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** Folder or file -> what it may import besides itself; `types:` allows only `import type`. */
const may: Readonly<Record<string, readonly string[]>> = {
  "src/main.ts": ["src"],
  "src/bot.ts": [
    "src/command",
    "src/errors.ts",
    "src/clock.ts",
    "src/decide.ts",
    "src/explain.ts",
    "src/form.ts",
    "src/propose.ts",
    "src/reveal.ts",
    "types:src/operation",
    "types:src/slack",
    "types:src/kubernetes",
    "types:src/log.ts",
  ],
  "src/propose.ts": [
    "src/command",
    "src/errors.ts",
    "src/explain.ts",
    "types:src/bot.ts",
    "types:src/operation",
    "types:src/slack",
    "types:src/kubernetes",
  ],
  "src/decide.ts": [
    "src/command",
    "src/errors.ts",
    "src/form.ts",
    "types:src/bot.ts",
    "types:src/operation",
    "types:src/slack",
  ],
  "src/reveal.ts": [
    "src/command",
    "src/errors.ts",
    "src/explain.ts",
    "types:src/bot.ts",
    "types:src/slack",
    "types:src/kubernetes",
  ],
  "src/explain.ts": ["src/command", "src/errors.ts", "types:src/slack", "types:src/log.ts"],
  "src/form.ts": ["src/command", "types:src/operation", "types:src/slack"],
  "src/choices.ts": [
    "src/command",
    "src/kubeadm",
    "src/kubernetes/pod-health.ts",
    "src/text.ts",
    "src/view",
    "types:src/slack",
    "types:src/kubernetes",
  ],
  "src/home.ts": [
    "src/alerts",
    "src/command",
    "src/view",
    "src/text.ts",
    "types:src/slack",
    "types:src/kubernetes",
    "types:src/clock.ts",
  ],
  "src/in-flight.ts": ["types:src/bot.ts", "types:src/slack"],
  "src/config.ts": ["src/command", "src/errors.ts"],
  "src/outcome.ts": ["src/errors.ts"],
  "src/command": ["src/errors.ts", "src/load-folder.ts", "types:src/kubernetes", "types:src/operation"],
  "src/alerts": [
    "src/kubeadm",
    "src/kubernetes/pod-health.ts",
    "src/load-folder.ts",
    "src/text.ts",
    "types:src/kubernetes",
  ],
  "src/kubeadm": ["src/kubernetes/node-affinity.ts", "types:src/kubernetes"],
  "src/kube-proxy": [
    "src/kubeadm",
    "src/kubernetes/marks.ts",
    "src/errors.ts",
    "src/outcome.ts",
    "src/text.ts",
    "types:src/kubernetes",
  ],
  "src/view": [
    "src/alerts",
    "src/command",
    "src/kubeadm",
    "src/kubernetes/pod-health.ts",
    "src/errors.ts",
    "src/text.ts",
    "types:src/kubernetes",
    "types:src/operation",
    "types:src/outcome.ts",
  ],
  "src/slack": [
    "src/errors.ts",
    "src/text.ts",
    "src/operation/operation.ts",
    "types:src/command",
    "types:src/store",
    "types:src/operation",
    "types:src/clock.ts",
    "types:src/log.ts",
  ],
  "src/kubernetes": ["src/errors.ts", "types:src/clock.ts", "types:src/log.ts"],
  "src/operation": [
    "src/load-folder.ts",
    "src/command",
    "src/errors.ts",
    "src/text.ts",
    "types:src/kubernetes",
    "types:src/store",
    "types:src/clock.ts",
    "types:src/log.ts",
  ],
  "src/disruption": [
    "src/kubeadm",
    "src/kubernetes/label-selector.ts",
    "src/kubernetes/node-affinity.ts",
    "src/text.ts",
    "types:src/kubernetes",
  ],
  "src/steps": [
    "src/disruption",
    "src/kube-proxy",
    "src/operation",
    "src/kubeadm",
    "src/kubernetes/marks.ts",
    "src/kubernetes/pod-health.ts",
    "src/errors.ts",
    "src/text.ts",
    "types:src/kubernetes",
  ],
  "src/store": [
    "src/errors.ts",
    "src/operation/audit.ts",
    "src/operation/operation.ts",
    "src/operation/plan.ts",
    "types:src/command",
  ],
  "src/http": ["src/errors.ts", "types:src/kubernetes"],
  commands: [
    "src/alerts",
    "src/command",
    "src/disruption",
    "src/kube-proxy",
    "src/kubeadm",
    "src/kubernetes/marks.ts",
    "src/operation/audit.ts",
    "src/kubernetes/pod-health.ts",
    "src/view",
    "src/errors.ts",
    "src/outcome.ts",
    "src/text.ts",
    "src/version.ts",
    "src/steps",
    "types:src/operation",
    "types:src/kubernetes",
  ],
};

/** Packages and the only place that may import them. */
const adapters: Readonly<Record<string, string>> = {
  "@slack/bolt": "src/slack",
  "@slack/types": "src/slack",
  "@slack/web-api": "src/slack",
  "@kubernetes/client-node": "src/kubernetes",
  "node:sqlite": "src/store",
  pg: "src/store",
};

type Import = { readonly file: string; readonly target: string; readonly typeOnly: boolean };

const files = globSync(["src/**/*.ts", "commands/**/*.ts"], { cwd: root }).filter(
  (file) => !file.endsWith(".generated.ts"),
);
const imports = files.flatMap(importsOf);

test("there are files to look at", () => {
  expect(files.length).toBeGreaterThan(40);
  expect(imports.length).toBeGreaterThan(100);
});

test("every file imports only what its place allows", () => {
  expect(imports.filter((each) => !isAllowed(each)).map(say)).toEqual([]);
});

test("each outside system has one adapter", () => {
  const stray = imports.filter(({ file, target }) => {
    const owner = Object.entries(adapters).find(
      ([name]) => target === name || target.startsWith(`${name}/`),
    )?.[1];
    return owner !== undefined && !within(file, owner);
  });
  expect(stray.map(say)).toEqual([]);
});

test("only the composition root reads the environment", () => {
  const readers = files.filter((file) => /process\.env\b/.test(readFileSync(join(root, file), "utf8")));
  // The child process that loads a kubeconfig reads it as kubectl does: KUBECONFIG, and what a credential plugin needs.
  const children = ["src/kubernetes/credentials.ts", "src/kubernetes/load-kubeconfig.ts"];
  expect(readers.filter((file) => !children.includes(file))).toEqual(["src/main.ts"]);
});

function isAllowed({ file, target, typeOnly }: Import): boolean {
  if (!/^(src|commands|playground|test|bench)\b/.test(target)) return true;
  if (/^(playground|test|bench)/.test(target)) return false;
  const place = placeOf(file);
  if (placeOf(target) === place) return true;
  return (may[place] ?? []).some((rule) =>
    rule.startsWith("types:") ? typeOnly && within(target, rule.slice(6)) : within(target, rule),
  );
}

/** The entry of the table that a file falls under: itself, or its folder. */
function placeOf(file: string): string {
  const [top = "", second = ""] = file.split("/");
  return top === "commands" ? top : `${top}/${second}`;
}

function within(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const pattern = /^(?:import|export)\s+(type\s+)?(?:([\s\S]*?)\s+from\s+)?"([^"]+)"/gm;
  return [...text.matchAll(pattern)].map(([, type, names = "", target = ""]) => ({
    file,
    target: resolve(file, target),
    typeOnly: type !== undefined || /^\{(\s*type\s+\w+(\s+as\s+\w+)?,?)+\s*\}$/.test(names),
  }));
}

function resolve(file: string, target: string): string {
  if (target.startsWith("#src/")) return `src/${target.slice(5)}`;
  return target.startsWith(".") ? relative(root, join(root, normalize(join(dirname(file), target)))) : target;
}

function say({ file, target }: Import): string {
  return `${file} imports ${target}`;
}
