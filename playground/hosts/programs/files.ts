// Programs that make, copy, move and remove files. A folder of its own is an entry without a content.
import { createHash } from "node:crypto";
import type { Machine, Process, Program } from "../machine.ts";

/** `install -D [--backup=numbered] --mode=0600 … /dev/stdin path`, `install … source path`, `install --directory … path`. */
const install: Program = async (process) => {
  const { argv, machine, user, stdin } = process;
  const path = argv.at(-1) ?? "";
  if (user !== "root") return denied(process, `cannot create regular file '${path}'`);
  const mode = argv.find((word) => word.startsWith("--mode="))?.slice(-3) ?? "755";
  if (argv.includes("--directory")) {
    machine.write(path, "", mode);
    return 0;
  }
  const source = argv.at(-2) ?? "";
  const content =
    source === "/dev/stdin" ? (await stdin()).toString("utf8") : machine.files.get(source)?.content;
  if (content === undefined) return missing(process, `cannot stat '${source}'`);
  const before = machine.files.get(path);
  if (before && argv.includes("--backup=numbered")) machine.files.set(freeName(machine, path), before);
  machine.write(path, content, mode);
  return 0;
};

function freeName(machine: Machine, path: string, number = 1): string {
  const name = `${path}.~${number}~`;
  return machine.files.has(name) ? freeName(machine, path, number + 1) : name;
}

/** `cp --archive --target-directory=folder -- path…`, and `cp --archive -- path path`. */
const cp: Program = async (process) => {
  const { argv, machine, user } = process;
  if (user !== "root") return denied(process, "cannot open");
  const given = argv.slice(argv.indexOf("--") + 1);
  const folder = argv.find((word) => word.startsWith("--target-directory="))?.slice(19);
  const pairs =
    folder === undefined
      ? [[given[0] ?? "", given[1] ?? ""] as const]
      : given.map((path) => [path, `${folder}/${path.split("/").at(-1)}`] as const);
  for (const [from, to] of pairs) {
    if (below(machine, from).length === 0) return missing(process, `cannot stat '${from}'`);
    for (const path of below(machine, from)) {
      const file = machine.files.get(path);
      if (file) machine.files.set(to + path.slice(from.length), file);
    }
  }
  return 0;
};

/** `mv --no-target-directory -- from to`. */
const mv: Program = async (process) => {
  const { argv, machine, user } = process;
  const [from = "", to = ""] = argv.slice(-2);
  if (user !== "root") return denied(process, `cannot move '${from}'`);
  const paths = below(machine, from);
  if (paths.length === 0) return missing(process, `cannot stat '${from}'`);
  for (const path of paths) {
    const file = machine.files.get(path);
    if (file) machine.files.set(to + path.slice(from.length), file);
    machine.files.delete(path);
  }
  return 0;
};

/** `ln --symbolic --force -- to from`: what it leads to is its content. */
const ln: Program = async (process) => {
  const { argv, machine, user } = process;
  const [to = "", from = ""] = argv.slice(-2);
  if (user !== "root") return denied(process, `cannot create symbolic link '${from}'`);
  machine.write(from, to, "777");
  return 0;
};

const rm: Program = async ({ argv, machine }) => {
  const isDeep = argv.includes("--recursive");
  for (const path of argv.slice(1)) {
    for (const each of isDeep ? below(machine, path) : [path]) machine.files.delete(each);
  }
  return 0;
};

const sha256sum: Program = async (process) => {
  const path = process.argv.at(-1) ?? "";
  const content = process.machine.files.get(path)?.content;
  if (content === undefined) return missing(process, path);
  await process.out(`${createHash("sha256").update(content).digest("hex")}  ${path}\n`);
  return 0;
};

/** `find folder -mindepth 1 -delete`, `find folder -name '*.ext' -printf '%T@ %s %p\\n'`. */
const find: Program = async ({ argv: [, folder = "", ...words], machine, out }) => {
  if (words.includes("-delete")) {
    for (const path of below(machine, folder)) if (path !== folder) machine.files.delete(path);
    return 0;
  }
  const [, name = ""] = words;
  const found = below(machine, folder).filter((path) => path.endsWith(name.slice(1)));
  for (const path of found) {
    const { modifiedAt = 0, content = "" } = machine.files.get(path) ?? {};
    await out(`${(modifiedAt / 1_000).toFixed(3)} ${Buffer.byteLength(content)} ${path}\n`);
  }
  return 0;
};

/** `sed --in-place -- s#from#to# path`: each line's first. */
export const substitute: Program = async (process) => {
  const { argv, machine, user } = process;
  const [script = "", path = ""] = argv.slice(-2);
  if (user !== "root") return denied(process, `couldn't open temporary file`);
  const found = machine.files.get(path);
  if (!found) return missing(process, `can't read ${path}`);
  const [, from = "", to = ""] = script.split(script[1] ?? "#");
  const text = found.content.split("\n").map((line) => line.replace(new RegExp(from), to));
  machine.write(path, text.join("\n"), found.mode);
  return 0;
};

/** The path itself, and what lies under it. */
function below({ files: all }: Machine, path: string): readonly string[] {
  return [...all.keys()].filter((each) => each === path || each.startsWith(`${path}/`));
}

async function denied({ argv: [name], err }: Process, what: string): Promise<number> {
  await err(`${name}: ${what}: Permission denied\n`);
  return 1;
}

async function missing({ argv: [name], err }: Process, what: string): Promise<number> {
  await err(`${name}: ${what}: No such file or directory\n`);
  return 1;
}

/** `test -e path`. */
const isThere: Program = async ({ argv: [, , path = ""], machine }) => (machine.files.has(path) ? 0 : 1);

export const files: Readonly<Record<string, Program>> = {
  install,
  cp,
  mv,
  ln,
  rm,
  sha256sum,
  find,
  test: isThere,
};
