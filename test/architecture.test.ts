// Who may import whom. The tree is the manual, and this test keeps it true.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** Folder or file -> what it may import besides itself; `types:` allows only `import type`. */
const may: Readonly<Record<string, readonly string[]>> = {
  "src/main.ts": ["src"],
  "src/ask.ts": ["src"],
  "src/check.ts": ["src"],
  "src/setup.ts": ["src"],
  "src/token.ts": ["src"],
  "src/setup": [
    "src/base",
    "src/config",
    "src/kubeadm/advise.ts",
    "src/kubernetes/account",
    "src/kubernetes/connection/kubeconfig-cluster.ts",
    "src/slack/look-up.ts",
    "types:src/kubernetes",
  ],
  "src/terminal": [
    "src/base",
    "src/card/sentence.ts",
    "types:src/card",
    "types:src/command",
    "types:src/hosts",
  ],
  "src/start": ["src"],
  "src/config": ["src/base", "src/command", "src/schedule/calendar.ts"],
  "src/request": [
    "src/base",
    "src/card",
    "src/command",
    "src/incident",
    "src/kubeadm",
    "src/schedule/schedule.ts",
    "types:src/alertmanager",
    "types:src/campaign",
    "types:src/diagnosis",
    "types:src/hosts",
    "types:src/kubernetes",
    "types:src/operation",
    "types:src/slack",
  ],
  "src/schedule": ["src/base", "types:src/store"],
  "src/command": [
    "src/base",
    "types:src/campaign",
    "types:src/card",
    "types:src/incident",
    "types:src/diagnosis",
    "types:src/hosts",
    "types:src/kubernetes",
    "types:src/operation",
    "types:src/schedule",
  ],
  "src/card": [
    "src/base",
    "src/campaign/transitions.ts",
    "types:src/campaign",
    "src/command",
    "src/incident",
    "src/kubeadm",
    "src/operation/operation.ts",
    "types:src/kubernetes",
    "types:src/operation",
  ],
  "src/campaign": [
    "src/base",
    "src/command",
    "src/incident/etcd-members.ts",
    "src/incident/sight.ts",
    "src/kubeadm",
    "src/operation",
    "types:src/incident",
    "types:src/kubernetes",
    "types:src/store",
  ],
  "src/operation": [
    "types:src/campaign",
    "src/base",
    "src/command",
    "types:src/hosts",
    "types:src/kubernetes",
    "types:src/store",
  ],
  "src/steps": [
    "src/base",
    "src/campaign",
    "src/hosts/etcd-commands.ts",
    "src/diagnosis/explain-text.ts",
    "src/hosts/follow-unit.ts",
    "src/hosts/host-calls.ts",
    "src/hosts/host-with-key.ts",
    "src/hosts/key-call.ts",
    "src/hosts/must-run.ts",
    "src/hosts/openpgp.ts",
    "src/hosts/power-off.ts",
    "src/hosts/quote.ts",
    "src/hosts/reboot.ts",
    "src/hosts/secret-file.ts",
    "src/hosts/settings-file.ts",
    "src/hosts/units.ts",
    "src/hosts/upload-certificates.ts",
    "src/hosts/wake.ts",
    "src/kubeadm",
    "src/kubernetes/actions.ts",
    "src/kubernetes/calls",
    "src/operation",
    "types:src/hosts",
    "types:src/kubernetes",
  ],
  "src/plans": [
    "src/base",
    "src/campaign",
    "src/card",
    "src/kubeadm",
    "src/steps",
    "types:src/command",
    "types:src/hosts",
    "types:src/kubernetes",
    "types:src/operation",
  ],
  "src/diagnosis": ["src/base", "src/kubeadm", "types:src/hosts", "types:src/kubernetes"],
  "src/incident": [
    "src/base",
    "src/kubeadm",
    "types:src/kubernetes",
    "types:src/operation",
    "types:src/store",
  ],
  "src/kubeadm": ["src/base", "types:src/hosts", "types:src/kubernetes"],
  "src/kubernetes": ["src/base"],
  "src/slack": ["src/base", "src/card/sentence.ts", "types:src/card", "types:src/command", "types:src/store"],
  "src/hosts": ["src/base"],
  "src/health": ["src/base", "types:src/kubernetes"],
  "src/http": [
    "src/base",
    "src/card/sentence.ts",
    "src/health",
    "types:src/card",
    "types:src/incident",
    "types:src/kubernetes",
    "types:src/operation",
  ],
  "src/alertmanager": ["src/base", "types:src/incident", "types:src/store"],
  "src/store": [
    "src/base",
    "types:src/alertmanager",
    "src/campaign/campaign.ts",
    "src/operation/audit.ts",
    "src/operation/operation.ts",
    "src/operation/plan.ts",
    "types:src/command",
    "types:src/hosts",
    "types:src/incident",
    "types:src/schedule",
  ],
  commands: [
    "src/base",
    "src/campaign",
    "src/card",
    "src/command",
    "src/diagnosis",
    "src/hosts/compare-key.ts",
    "src/hosts/key-call.ts",
    "src/incident",
    "src/kubeadm",
    "src/kubernetes/actions.ts",
    "src/operation/audit.ts",
    "src/plans",
    "src/steps",
    "types:src/hosts",
    "types:src/kubernetes",
    "types:src/operation",
    "types:src/schedule",
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
  "cron-parser": "src/schedule",
  "node-schedule": "src/schedule",
  ssh2: "src/hosts",
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

test("no file reaches itself through what it imports, types included", () => {
  expect(cycles().map((files) => files.join(" -> "))).toEqual([]);
});

test("no function is longer than a screen or two", () => {
  const long = files.flatMap((file) => functionsOf(file).filter(({ lines }) => lines > 100));
  expect(long).toEqual([]);
});

test("every room has its row in docs/architecture.md, and a room within it is named there", () => {
  const rows = readFileSync(join(root, "docs/architecture.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  const nameless = rooms().filter(([room, inner]) => {
    const row = rows.find((each) => each.split("|")[1]?.includes(`\`${room}/\``));
    return row === undefined || (inner !== undefined && !row.includes(`\`${inner}/\``));
  });
  expect(nameless.map((names) => names.join("/"))).toEqual([]);
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

test("only the composition roots read the environment", () => {
  const readers = files.filter((file) => /process\.env\b/.test(readFileSync(join(root, file), "utf8")));
  // The child process that loads a kubeconfig reads it as kubectl does: KUBECONFIG, and what a credential plugin needs.
  const children = [
    "src/kubernetes/connection/credentials.ts",
    "src/kubernetes/connection/load-kubeconfig.ts",
  ];
  expect(readers.filter((file) => !children.includes(file))).toEqual([
    "src/ask.ts",
    "src/check.ts",
    "src/main.ts",
    "src/setup.ts",
  ]);
});

/** `src/kubeadm`, and `src/kubeadm` with `join`: what is deeper is its room's own affair. */
function rooms(): readonly (readonly [string, string | undefined])[] {
  const within = files.filter((file) => file.startsWith("src/")).map((file) => dirname(file).split("/"));
  const names = within.flatMap(([src, room, inner]) => [
    ...(room === undefined ? [] : [`${src}/${room}`]),
    ...(inner === undefined ? [] : [`${src}/${room}/${inner}`]),
  ]);
  return [...new Set(names)].map((name) => {
    const [src, room, inner] = name.split("/");
    return [`${src}/${room}`, inner];
  });
}

/** Every function with its name and how many lines it has, those inside it included. */
function functionsOf(file: string): readonly { file: string; name: string; lines: number }[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(root, file), "utf8"),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: { file: string; name: string; lines: number }[] = [];
  visit(source);
  return found;

  function visit(node: ts.Node): void {
    if (ts.isFunctionLike(node)) {
      const [first, last] = [node.getStart(), node.end].map(
        (at) => source.getLineAndCharacterOfPosition(at).line,
      );
      const name = node.name?.getText() ?? "(unnamed)";
      found.push({ file, name, lines: (last ?? 0) - (first ?? 0) + 1 });
    }
    ts.forEachChild(node, visit);
  }
}

/** Files that import each other, each group once (Tarjan's strongly connected components). */
function cycles(): readonly (readonly string[])[] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const targets = Map.groupBy(imports, ({ file }) => file);

  function visit(file: string): number {
    const at = order.size;
    order.set(file, at);
    lowest.set(file, at);
    path.push(file);
    for (const { target } of targets.get(file) ?? []) {
      if (!order.has(target)) lower(file, visit(target));
      else if (path.includes(target)) lower(file, order.get(target) ?? at);
    }
    if (lowest.get(file) === at) {
      const group = path.splice(path.indexOf(file));
      if (group.length > 1) found.push(group);
    }
    return lowest.get(file) ?? at;
  }

  function lower(file: string, to: number): void {
    lowest.set(file, Math.min(lowest.get(file) ?? to, to));
  }

  for (const file of files) if (!order.has(file)) visit(file);
  return found;
}

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
  const later = /\b(?:import|require)\("([^"]+)"\)(?!\.)/g;
  return [
    ...[...text.matchAll(pattern)].map(([, type, names = "", target = ""]) => ({
      file,
      target: resolve(file, target),
      typeOnly: type !== undefined || /^\{(\s*type\s+\w+(\s+as\s+\w+)?,?)+\s*\}$/.test(names),
    })),
    // What is loaded only where it is needed.
    ...[...text.matchAll(later)].map(([, target = ""]) => ({
      file,
      target: resolve(file, target),
      typeOnly: false,
    })),
  ];
}

function resolve(file: string, target: string): string {
  if (target.startsWith("#src/")) return `src/${target.slice(5)}`;
  return target.startsWith(".") ? relative(root, join(root, normalize(join(dirname(file), target)))) : target;
}

function say({ file, target }: Import): string {
  return `${file} imports ${target}`;
}
