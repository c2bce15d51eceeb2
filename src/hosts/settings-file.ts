// A file of settings on a host, whole: what is written is on the card, and a file that is there is replaced.
import type { HostRun } from "./host.ts";
import { asRoot } from "./quote.ts";

export function writeFileRun(path: string, text: string): HostRun {
  const owned = ["--mode=0644", "--owner=root", "--group=root"];
  return { argv: asRoot(["install", "-D", ...owned, "--", "/dev/stdin", path]), text };
}
