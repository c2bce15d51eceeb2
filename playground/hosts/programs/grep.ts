// grep(1), as far as it is asked: lines of files and of folders that match, each after the name of its file.
import type { Program } from "../machine.ts";

export const grep: Program = async ({ argv, machine, out }) => {
  const [pattern = "", ...paths] = argv.slice(1).filter((word) => !word.startsWith("--"));
  const isDeep = argv.includes("--recursive");
  const matches = new RegExp(pattern);
  const files = [...machine.files].filter(([path]) =>
    paths.some((each) => path === each || (isDeep && path.startsWith(`${each}/`))),
  );
  const found = files.flatMap(([path, { content }]) =>
    content
      .split("\n")
      .filter((line, at, all) => matches.test(line) && !(line === "" && at === all.length - 1))
      .map((line) => `${path}:${line}\n`),
  );
  for (const line of found) await out(line);
  return found.length > 0 ? 0 : 1;
};
