// A file of settings on a host, whole: what is written is on the card, and a file that is there is replaced or kept beside it.
import type { HostRun } from "./host.ts";
import { asRoot } from "./quote.ts";

/** The one that is there stays as `<path>.~1~`, and `.~2~` the next time: no attempt takes an earlier one's place. */
export function replaceFileRun(path: string, text: string): HostRun {
  return writing(path, text, ["--backup=numbered"]);
}

export function writeFileRun(path: string, text: string): HostRun {
  return writing(path, text, []);
}

function writing(path: string, text: string, options: readonly string[]): HostRun {
  const owned = ["--mode=0644", "--owner=root", "--group=root"];
  return { argv: asRoot(["install", "-D", ...options, ...owned, "--", "/dev/stdin", path]), text };
}
