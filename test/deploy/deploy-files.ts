// Reads what is under deploy/, as the plain data that a test looks at.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import type { Rule } from "../../playground/cluster/api.ts";

const root = join(import.meta.dirname, "../..");

export type Manifest = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Labels };
};
export type Labels = Readonly<Record<string, string>>;

export type PolicyRule = {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
};
export type Role = Manifest & { readonly rules: readonly PolicyRule[] };

export function readText(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** The documents of one file. The type is what the caller knows the file to hold. */
export function readManifests<T extends Manifest = Manifest>(path: string): readonly T[] {
  return parseAllDocuments(readText(path)).map((document) => {
    if (document.errors.length > 0) throw new Error(`${path}: ${document.errors[0]?.message}`);
    return document.toJS() as T;
  });
}

/** The one document of `kind` in a file. */
export function readManifest<T extends Manifest>(path: string, kind: string): T {
  const found = readManifests<T>(path).find((each) => each.kind === kind);
  if (!found) throw new Error(`${path} has no ${kind}`);
  return found;
}

export function readYaml<T>(path: string): T {
  return parse(readText(path)) as T;
}

/** As the simulated cluster takes what its user may do. */
export function rulesOf(from: readonly Role[]): readonly Rule[] {
  return from.flatMap(({ kind, metadata, rules }) =>
    rules.map(({ apiGroups = [], resources: names = [], ...rest }) => ({
      ...{ apiGroups, resources: names, ...rest },
      namespace: kind === "Role" ? metadata.namespace : undefined,
    })),
  );
}
