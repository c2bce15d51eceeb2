// wheelhouse.yaml: read whole, and added to where something is missing. What is written in it, comments included, stays.
import { isNode, parseDocument } from "yaml";
import { ConfigError } from "#src/base/errors.ts";
import { parseSettings } from "#src/config/parse-settings.ts";
import type { Settings } from "#src/config/settings.ts";
import { readIfThere, writePrivately } from "./files.ts";

export type SettingsFile = {
  readonly path: string;
  /** As it stands; undefined until there is a cluster in it. */
  readonly settings: () => Settings | undefined;
  readonly has: (at: readonly string[]) => boolean;
  /** Written at once, with a note behind it. */
  readonly set: (at: readonly string[], value: unknown, note?: string) => void;
};

const head = "# Written by npm run setup. deploy/wheelhouse.example.yaml explains every setting.\n";
/** All that a file may lack that has just been begun. */
const begun = /: clusters: (is missing|needs at least one cluster)$/;

/** Throws ConfigError with every mistake that is in it already. */
export function openSettings(path: string): SettingsFile {
  const document = parseDocument(readIfThere(path) ?? head, { merge: true });
  const wrong = parseSettings(path, String(document)).problems.filter((each) => !begun.test(each));
  if (document.errors.length > 0 || wrong.length > 0)
    throw new ConfigError([`${path} has mistakes; mend them first:`, ...wrong].join("\n  "));
  return { path, settings, has, set };

  function settings(): Settings | undefined {
    return parseSettings(path, String(document)).settings;
  }

  function has(at: readonly string[]): boolean {
    return document.hasIn(at);
  }

  function set(at: readonly string[], value: unknown, note?: string): void {
    const node = document.createNode(value, { flow: true });
    if (isNode(node) && note) node.comment = ` ${note}`;
    for (let depth = 1; depth < at.length; depth++)
      if (!document.hasIn(at.slice(0, depth))) document.setIn(at.slice(0, depth), document.createNode({}));
    document.setIn(at, node);
    writePrivately(path, document.toString({ lineWidth: 0 }));
  }
}
