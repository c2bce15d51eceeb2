// Makes one .deb file.
import { chmodSync, copyFileSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Architecture } from "../build/compile.ts";
import { run } from "../run.ts";
import type { Package } from "./definitions.ts";

/** Answers the path of the new file in the folder. Compresses for speed: nobody downloads it. */
export async function makeDeb(definition: Package, arch: Architecture, folder: string): Promise<string> {
  const deb = join(folder, `${definition.name}_${definition.version}_${arch}.deb`);
  const tree = `${deb}.tree`;
  mkdirSync(join(tree, "DEBIAN"), { recursive: true });
  for (const { to, from, mode } of definition.files) {
    const target = join(tree, to);
    mkdirSync(dirname(target), { recursive: true });
    if (typeof from === "string") copyFileSync(from, target);
    else writeFileSync(target, from.text);
    chmodSync(target, mode);
  }
  writeFileSync(join(tree, "DEBIAN/control"), control(definition, arch, tree));
  if (definition.configurationFiles) {
    writeFileSync(join(tree, "DEBIAN/conffiles"), lines(definition.configurationFiles));
  }
  for (const script of definition.scripts ? ["postinst", "prerm", "postrm"] : []) {
    copyFileSync(join(definition.scripts ?? "", script), join(tree, "DEBIAN", script));
    chmodSync(join(tree, "DEBIAN", script), 0o755);
  }
  await run(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", tree, deb]);
  rmSync(tree, { recursive: true });
  return deb;
}

function control({ name, version, control, files }: Package, arch: Architecture, tree: string): string {
  const bytes = files.reduce((sum, { to }) => sum + statSync(join(tree, to)).size, 0);
  return lines(
    Object.entries({
      Package: name,
      Version: version,
      Architecture: arch,
      "Installed-Size": Math.ceil(bytes / 1024),
      ...control,
    }).map(([field, value]) => `${field}: ${value}`),
  );
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
