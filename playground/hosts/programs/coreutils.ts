// Programs that every machine has, as far as what is sent to hosts needs them.
import type { Process, Program } from "../machine.ts";
import { curl } from "./curl.ts";
import { files, substitute } from "./files.ts";
import { grep } from "./grep.ts";

const cat: Program = async (process) => {
  if (process.argv.length === 1) {
    await process.out(await process.stdin());
    return 0;
  }
  let code = 0;
  for (const path of process.argv.slice(1).filter((word) => word !== "--")) {
    const content = read(process, path);
    if (typeof content === "string") await process.out(content);
    else {
      await process.err(`cat: ${path}: ${content.why}\n`);
      code = 1;
    }
  }
  return code;
};

function read({ machine, user }: Process, path: string): string | { readonly why: string } {
  if (path === "/proc/uptime") return `${((machine.now() - machine.bootedAt) / 1_000).toFixed(2)} 0.00\n`;
  const file = machine.files.get(path);
  if (!file) return { why: "No such file or directory" };
  if (user !== "root" && file.mode === "600" && file.owner !== user) return { why: "Permission denied" };
  return file.content;
}

const printf: Program = async ({ argv: [, format = "", ...words], out }) => {
  const plain = format.replaceAll("\\n", "\n");
  if (!plain.includes("%s")) await out(plain);
  else for (const word of words.length === 0 ? [""] : words) await out(plain.replace("%s", () => word));
  return 0;
};

const echo: Program = async ({ argv, out }) => {
  await out(`${argv.slice(1).join(" ")}\n`);
  return 0;
};

const sleep: Program = ({ argv, signal }) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve(143);
    const timer = setTimeout(finish, Number(argv[1]) * 1_000, 0);
    const stop = () => finish(143);
    signal.addEventListener("abort", stop, { once: true });
    function finish(code: number) {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      resolve(code);
    }
  });

/** `head -c N /dev/zero`: a lot, in pieces. */
const head: Program = async ({ argv, out, signal }) => {
  const piece = Buffer.alloc(256 * 1024);
  for (let left = Number(argv[2]); left > 0 && !signal.aborted; left -= piece.length) {
    await out(piece.subarray(0, Math.min(left, piece.length)));
  }
  return signal.aborted ? 141 : 0;
};

const base64: Program = async (process) => {
  const content = read(process, process.argv.at(-1) ?? "");
  if (typeof content !== "string") {
    await process.err(`base64: ${process.argv.at(-1)}: ${content.why}\n`);
    return 1;
  }
  // What is no text lies there as one character a byte.
  await process.out(Buffer.from(content, "latin1").toString("base64"));
  return 0;
};

const ls: Program = async ({ argv, machine, out, err }) => {
  const paths = argv.slice(1).filter((word) => !word.startsWith("-"));
  const there = paths.filter((path) =>
    [...machine.files.keys()].some((file) => file === path || file.startsWith(`${path}/`)),
  );
  for (const path of paths) {
    if (there.includes(path)) await out(argv.includes("-d") ? `${path}\n` : namesIn(machine, path));
    else await err(`ls: cannot access '${path}': No such file or directory\n`);
  }
  return there.length === paths.length ? 0 : 2;
};

/** What is in a folder, a name a line; a file is itself. */
function namesIn({ files }: Process["machine"], path: string): string {
  const inside = [...files.keys()].filter((file) => file.startsWith(`${path}/`));
  const names = new Set(inside.map((file) => file.slice(path.length + 1).split("/")[0]));
  if (names.size === 0 && files.get(path)?.content !== "") return `${path}\n`;
  return [...names].map((name) => `${name}\n`).join("");
}

const stat: Program = async ({ argv, machine, out, err }) => {
  const path = argv.at(-1) ?? "";
  if (argv.includes("--file-system")) {
    await out(machine.files.has("/sys/fs/cgroup/cgroup.controllers") ? "cgroup2fs\n" : "tmpfs\n");
    return 0;
  }
  const file = machine.files.get(path);
  if (!file) {
    await err(`stat: cannot statx '${path}': No such file or directory\n`);
    return 1;
  }
  const modified = (file.modifiedAt / 1_000).toFixed(3);
  await out(`${file.mode} ${file.owner} ${Buffer.byteLength(file.content)} ${modified}\n`);
  return 0;
};

/** Of sed(1), `--in-place` with a substitution, and the scripts `/from/{F;p}` and `/from/,/to/{F;p}`: each line after the name of its file. */
export const sed: Program = async (process) => {
  const { argv, out, err } = process;
  if (argv.includes("--in-place")) return substitute(process);
  const scripts = argv.flatMap((word, at) => (argv[at - 1] === "-e" ? [rangeOf(word)] : []));
  let code = 0;
  for (const path of argv.slice(argv.indexOf("--") + 1)) {
    const content = read(process, path);
    if (typeof content !== "string") {
      await err(`sed: can't read ${path}: ${content.why}\n`);
      code = 2;
      continue;
    }
    const inside = scripts.map(() => false);
    for (const line of content.split("\n")) {
      const prints = scripts.map(({ from, to }, at) => {
        const isIn = inside[at] || from.test(line);
        inside[at] = isIn && to !== undefined && !to.test(line);
        return isIn;
      });
      if (prints.includes(true)) await out(`${path}\n${line}\n`);
    }
  }
  return code;
};

function rangeOf(script: string): { readonly from: RegExp; readonly to: RegExp | undefined } {
  const [, from = "", to] = /^\/(.+?)\/(?:,\/(.+?)\/)?\{F;p\}$/.exec(script) ?? [];
  return { from: new RegExp(from), to: to === undefined ? undefined : new RegExp(to) };
}

export const coreutils: Readonly<Record<string, Program>> = {
  cat,
  printf,
  echo,
  sleep,
  base64,
  curl,
  head,
  ls,
  ...files,
  stat,
  sed,
  grep,
  true: async () => 0,
  false: async () => 1,
};
