// Kubernetes' packages there: from which repository, which versions it has, and which are installed and held.
import { keysIn } from "../openpgp.ts";
import { defineReading, isMissing, lines, stdoutOf } from "./reading.ts";

/** A line of the package manager's settings that names a repository of Kubernetes packages. */
export type PackageSource = {
  readonly file: string;
  /** `37` of `…/core:/stable:/v1.37/deb/`; undefined of the repositories of before 2023, which are gone. */
  readonly minor: number | undefined;
  /** As written, without a slash at its end. */
  readonly url: string;
  readonly kind: "deb" | "rpm";
  /** What dnf calls it: `kubernetes` of `[kubernetes]`. apt has no names for them. */
  readonly id?: string | undefined;
  /** The file with the keys that it is signed by; undefined where none is named. */
  readonly signedBy?: string | undefined;
};

const settings = ["/etc/apt/sources.list", "/etc/apt/sources.list.d", "/etc/yum.repos.d"];
const repository =
  /https?:\/\/[\w.:/~@%+-]*(?:core:\/stable:\/v1\.(\d{1,3})\/(?:deb|rpm)|apt\.kubernetes\.io|packages\.cloud\.google\.com)[\w.:/~@%+-]*/;

/** Every one that is not commented out. */
export const packageSources = defineReading({
  argv: () => [
    ...["grep", "--recursive", "--no-messages", "--extended-regexp"],
    ...["core:/stable:|kubernetes[.]io|packages[.]cloud[.]google[.]com|^Signed-By:|^\\[", ...settings],
  ],
  parse: ({ stdout }): readonly PackageSource[] => {
    const all = lines(stdout).map((line) => {
      const [, file = "", text = ""] = /^([^:]+):(.*)$/.exec(line) ?? [];
      return { file, text };
    });
    return all.flatMap(({ file, text }, at) => {
      const [url, minor] = repository.exec(text) ?? [];
      if (url === undefined || /^\s*#/.test(text) || /gpgkey/.test(text)) return [];
      const id = all.slice(0, at).findLast((each) => each.file === file && each.text.startsWith("["))?.text;
      const named = text.match(/signed-by=([^\s\],]+)/)?.[1] ?? signedByOf(file, all);
      return [
        {
          file,
          minor: minor === undefined ? undefined : Number(minor),
          url: url.replace(/\/+$/, ""),
          kind: file.startsWith("/etc/yum") ? ("rpm" as const) : ("deb" as const),
          ...(id !== undefined && { id: id.replace(/^\[|\].*$/g, "") }),
          ...(named !== undefined && { signedBy: named }),
        },
      ];
    });
  },
});

type Line = { readonly file: string; readonly text: string };

/** A file of stanzas has it on a line of its own. */
function signedByOf(file: string, all: readonly Line[]): string | undefined {
  const line = all.find((each) => each.file === file && each.text.startsWith("Signed-By:"));
  return line && /^Signed-By:\s*(\/\S+)/.exec(line.text)?.[1];
}

/** Until when the keys of a keyring are valid, one by one. */
export const keyEnds = defineReading({
  argv: (keyring: string) => ["base64", "--wrap=0", "--", keyring],
  parse: (said) => keysIn(Buffer.from(stdoutOf(said), "base64")),
});

export type OfferedPackage = {
  readonly name: string;
  /** As the package manager wants it: `1.37.2-1.1`. */
  readonly version: string;
};

/** What apt could install by the lists that it has; undefined where there is no apt. */
export const aptPackages = defineReading({
  argv: () => ["apt-cache", "madison", "kubeadm", "kubelet", "kubectl"],
  parse: (said): readonly OfferedPackage[] | undefined => {
    if (isMissing(said)) return undefined;
    return lines(stdoutOf(said)).flatMap((line) => {
      const [name = "", version = "", from = ""] = line.split("|").map((each) => each.trim());
      return from.endsWith("Packages") ? [{ name, version }] : [];
    });
  },
});

/** The kubeadm packages of a repository that the machine is not set to yet, as it reaches it now. Undefined: it does not get at it. */
export const offeredKubeadm = defineReading({
  argv: (url: string) => [
    ...["curl", "--fail", "--silent", "--show-error", "--location", "--max-time", "8"],
    ...["--max-filesize", "8000000", "--", `${url}/Packages`],
  ],
  parse: (said): readonly string[] | undefined => {
    if (said.code !== 0) return undefined;
    const stanzas = stdoutOf(said).split(/\n\n+/);
    const found = stanzas.flatMap((stanza) =>
      /^Package: kubeadm$/m.test(stanza) ? (/^Version: (\S+)$/m.exec(stanza)?.[1] ?? []) : [],
    );
    return [...new Set(found)];
  },
});

export type InstalledPackage = {
  readonly name: string;
  readonly version: string;
  readonly held: boolean;
  /** False when whoever installed it was interrupted halfway. */
  readonly whole: boolean;
};

/** Those of the asked ones that are there; undefined where there is no dpkg. */
export const debPackages = defineReading({
  argv: (...names: string[]) => [
    ...[
      "dpkg-query",
      "--show",
      `--showformat=\${db:Status-Abbrev}|\${Package}|\${Version}\\n`,
      "--",
      ...names,
    ],
  ],
  parse: (said): readonly InstalledPackage[] | undefined => {
    if (isMissing(said)) return undefined;
    // It ends with 1 where one of them is not there, and tells of the others.
    return lines(said.stdout).flatMap((line) => {
      const [state = "", name = "", version = ""] = line.split("|");
      if (!/^[a-z][a-zA-Z]/.test(state) || state[1] === "n" || state[1] === "c") return [];
      return [{ name, version, held: state[0] === "h", whole: state[1] === "i" }];
    });
  },
});
