// Reads the catalogue: ours, and the folder that somebody adds theirs to. Every mistake at once, with its file and line.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isNode, LineCounter, parseDocument } from "yaml";
import { ConfigError } from "#src/base/errors.ts";
import { type Signature, SignatureFile } from "./signature.ts";

export const ownFolder = join(import.meta.dirname, "signatures");

/** @throws ConfigError listing every mistake, one a line */
export function loadSignatures(folders: readonly string[] = [ownFolder]): readonly Signature[] {
  const read = folders.flatMap((folder) =>
    globSync("**/*.yaml", { cwd: folder })
      .sort()
      .map((file) => readSignature(join(folder, file), file.replace(/\.yaml$/, ""))),
  );
  const problems = read.flatMap((each) => ("problems" in each ? each.problems : []));
  if (problems.length > 0)
    throw new ConfigError(
      `Wheelhouse cannot start:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    );
  return read.flatMap((each) => ("signature" in each ? [each.signature] : []));
}

/** The whole catalogue, read when it is first asked for; what somebody added is checked now. @throws ConfigError as above */
export function createCatalogue(added: readonly string[]): () => readonly Signature[] {
  const theirs = loadSignatures(added);
  let all: readonly Signature[] | undefined;
  return () => {
    all ??= [...theirs, ...loadSignatures([ownFolder])];
    return all;
  };
}

type Read = { readonly signature: Signature } | { readonly problems: readonly string[] };

function readSignature(path: string, id: string): Read {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, "utf8"), { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map(
        ({ pos, message }) => `${path}:${lines.linePos(pos[0]).line}: ${message}`,
      ),
    };
  }
  const parsed = SignatureFile.safeParse(document.toJS());
  if (parsed.success) {
    const { pattern, flags } = parsed.data;
    return { signature: { ...parsed.data, id, regex: new RegExp(pattern, flags) } };
  }
  return {
    problems: parsed.error.issues.map(({ path: at, message }) => {
      const node = at.length > 0 ? document.getIn(at.map(String), true) : undefined;
      const line = isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1;
      return `${path}:${line}: ${at.map(String).join(".") || "(top)"}: ${message}`;
    }),
  };
}
