// docs/hosts.md tells what sudo has to allow for questions: each reading that asks as root is in it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readings } from "#src/hosts/readings/index.ts";

const text = readFileSync(join(import.meta.dirname, "../../docs/hosts.md"), "utf8");

/** Run in etcd's container, which is root's; docs/hosts.md says so. */
const needsAll = new Set(["etcdBackups", "etcdMemberList", "etcdMembers", "etcdSnapshot", "sha256"]);

test("every reading that uses sudo is allowed by the narrow sudoers lines", () => {
  const allowed = [...text.matchAll(/^wheelhouse ALL=\(root\) NOPASSWD: \/usr\/bin\/(.+)$/gm)]
    .map(([, command = ""]) => command.replaceAll("\\", ""))
    .filter((command) => command !== "ALL");
  const asked = Object.entries(readings).flatMap(([name, { argv }]) => {
    // Placeholders: the first input of each is a text.
    const words = (argv as (...input: readonly unknown[]) => readonly string[])("x", 1);
    return words[0] === "sudo" && !needsAll.has(name) ? [{ name, command: words.slice(3).join(" ") }] : [];
  });

  expect(allowed).toHaveLength(15);
  expect(asked.length).toBeGreaterThan(4);
  expect(asked.filter(({ command }) => !allowed.some((rule) => covers(rule, command)))).toEqual([]);
});

function covers(rule: string, command: string): boolean {
  return rule.endsWith(" *") ? command.startsWith(rule.slice(0, -1)) : command === rule;
}
