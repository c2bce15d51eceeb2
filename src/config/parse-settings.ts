// Reads wheelhouse.yaml whole: every mistake at once, with its path and line.
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { attempt, type ReadFile } from "./read-file.ts";
import { Settings } from "./settings.ts";

type FileResult = { readonly settings?: Settings; readonly problems: readonly string[] };

export function readSettings(path: string, readFile: ReadFile): FileResult {
  const text = attempt(() => readFile(path));
  if (text === undefined)
    return { problems: [`${path}: cannot be read (WHEELHOUSE_CONFIG names another file)`] };
  return parseSettings(path, text);
}

/** Checks one configuration text; `path` only names it in the problems. */
export function parseSettings(path: string, text: string): FileResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map(
        (error) => `${path}:${lines.linePos(error.pos[0]).line}: ${error.message}`,
      ),
    };
  }
  const content = attempt(() => document.toJS() ?? {});
  if (content === undefined) return { problems: [`${path}: its aliases refer to nothing, or to too much`] };
  const result = Settings.safeParse(content);
  if (result.success) return { settings: result.data, problems: [] };
  const problems = result.error.issues.flatMap(spread).map((issue) => {
    const at = issue.path.map(String);
    return { line: lineOf(at), text: `${at.join(".") || "(top)"}: ${issue.message}` };
  });
  problems.sort((a, b) => a.line - b.line);
  return { problems: problems.map(({ line, text: words }) => `${path}:${line}: ${words}`) };

  /** The line of the key, or of the nearest parent that is written down. */
  function lineOf(at: readonly string[]): number {
    for (let depth = at.length; depth > 0; depth--) {
      const offset = keyOffset(document, at.slice(0, depth));
      if (offset !== undefined) return lines.linePos(offset).line;
    }
    return 1;
  }
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

/** One problem a key: zod reports all unknown keys of an object, and all bad keys of a record, as one issue. */
function spread(issue: z.core.$ZodIssue): readonly Issue[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: "is not a setting" }));
  }
  if (issue.code === "invalid_key") {
    return [{ path: issue.path, message: issue.issues.map(({ message }) => message).join(", ") }];
  }
  if (issue.code === "invalid_type" && issue.message.endsWith("received undefined")) {
    return [{ path: issue.path, message: "is missing" }];
  }
  return [{ path: issue.path, message: issue.message }];
}

function keyOffset(document: ReturnType<typeof parseDocument>, at: readonly string[]): number | undefined {
  const parent: unknown = at.length === 1 ? document.contents : document.getIn(at.slice(0, -1), true);
  const last = at.at(-1) ?? "";
  // Keys are compared as text: `1:` is a number in YAML, and a path is made of texts.
  const node = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === last)?.key
    : isSeq(parent)
      ? parent.items[Number(last)]
      : undefined;
  return isNode(node) ? node.range?.[0] : undefined;
}
