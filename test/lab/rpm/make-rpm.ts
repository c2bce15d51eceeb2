// Makes one .rpm file.
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "../run.ts";
import type { Rpm } from "./definitions.ts";

/** What rpm calls this machine's processor. */
export const rpmArch = process.arch === "x64" ? "x86_64" : "aarch64";

/** Answers the path of the new file in the folder. Compresses for speed: nobody downloads it. */
export async function makeRpm(definition: Rpm, folder: string): Promise<string> {
  const { name, version, release, files } = definition;
  const work = join(folder, `${name}.work`);
  const tree = join(work, "tree");
  mkdirSync(tree, { recursive: true });
  for (const { to, from, mode } of files) {
    const target = join(tree, to);
    mkdirSync(dirname(target), { recursive: true });
    if (typeof from === "string") copyFileSync(from, target);
    else writeFileSync(target, from.text);
    chmodSync(target, mode);
  }
  const spec = join(work, `${name}.spec`);
  writeFileSync(spec, specOf(definition, tree));
  const macros = {
    ...{ _topdir: work, _rpmdir: folder, _build_name_fmt: "%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm" },
    ...{ _binary_payload: "w1.gzdio", _build_id_links: "none", debug_package: "%{nil}" },
    ...{ __os_install_post: "%{nil}" },
  };
  const defined = Object.entries(macros).flatMap(([key, value]) => ["--define", `${key} ${value}`]);
  await run(["rpmbuild", "-bb", "--quiet", ...defined, spec]);
  rmSync(work, { recursive: true });
  return join(folder, `${name}-${version}-${release}.${rpmArch}.rpm`);
}

function specOf({ name, version, release, tags, files, settings }: Rpm, tree: string): string {
  const listed = files.map(({ to }) => (settings.includes(to) ? `%config(noreplace) ${to}` : to));
  return [
    ...[`Name: ${name}`, `Version: ${version}`, `Release: ${release}`, `Summary: ${name} of the lab`],
    ...["License: Apache-2.0", "AutoReqProv: no", ...tags, "%description", `${name} of the lab.`],
    ...["%install", `cp -a ${tree}/. %{buildroot}/`, "%files", "%defattr(-,root,root)", ...listed, ""],
  ].join("\n");
}
