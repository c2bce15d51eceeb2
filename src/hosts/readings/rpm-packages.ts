// Packages of a machine with rpm and dnf: what is installed, held and offered. dnf 4 and dnf 5 are asked alike.
import { keysIn } from "../openpgp.ts";
import type { InstalledPackage, OfferedPackage } from "./packages.ts";
import { defineReading, isMissing, lines, stdoutOf } from "./reading.ts";

/** Those of the asked ones that are there; two versions of one are what an interrupted transaction leaves. Undefined where there is no rpm. */
export const rpmPackages = defineReading({
  argv: (...names: string[]) => [
    ...["rpm", "--query", "--queryformat", "%{NAME}|%{VERSION}-%{RELEASE}\\n", "--", ...names],
  ],
  parse: (said): readonly Omit<InstalledPackage, "held">[] | undefined => {
    if (isMissing(said)) return undefined;
    // It ends with the number of those that are not there, and says so in between.
    const found = lines(said.stdout).flatMap((line) => {
      const [, name, version] = /^([\w.+-]+)\|(\S+)$/.exec(line) ?? [];
      return name === undefined || version === undefined ? [] : [{ name, version }];
    });
    return [...Map.groupBy(found, ({ name }) => name).values()].flatMap(([first, ...more]) =>
      first ? [{ ...first, whole: more.length === 0 }] : [],
    );
  },
});

/**
 * Names and patterns of packages that `dnf upgrade` leaves as they are: `exclude` of dnf's own settings, and of the repository of
 * Kubernetes. A continued line begins with a space (dnf.conf(5)).
 */
export const rpmHolds = defineReading({
  argv: () => [
    ...["grep", "--recursive", "--no-messages", "--with-filename", "--extended-regexp"],
    ...["^\\[|^exclude|^includepkgs|^[ ]+\\S|core:/stable:", "/etc/dnf/dnf.conf", "/etc/yum.repos.d"],
  ],
  parse: ({ stdout }): readonly string[] =>
    sectionsOf(lines(stdout)).flatMap(({ file, text }) => {
      const counts = file === "/etc/dnf/dnf.conf" || text.includes("core:/stable:");
      const [, excluded] = /^exclude(?:pkgs)?\s*=(.*(?:\n\s+.*)*)/m.exec(text) ?? [];
      return counts ? (excluded ?? "").split(/[\s,]+/).filter((each) => each !== "") : [];
    }),
});

/**
 * Names and patterns of packages that dnf's versionlock keeps at a version: `kubelet-0:1.36.3-150500.1.1.*` of dnf 4's plugin, where that is not switched
 * off, and `name = "kubelet"` of dnf 5. What it only keeps from one version (`!`) is not among them.
 */
export const rpmLocks = defineReading({
  argv: () => [
    ...["grep", "--no-messages", "--with-filename", "--extended-regexp"],
    ...["^[^#!]", "/etc/dnf/plugins/versionlock.conf", "/etc/dnf/plugins/versionlock.list"],
    "/etc/dnf/versionlock.toml",
  ],
  parse: ({ stdout }): readonly string[] => {
    const off = /versionlock\.conf:\s*enabled\s*=\s*(?:0|no|false)/i.test(stdout);
    const found = lines(stdout).flatMap((line) => {
      const [, locked] = /versionlock\.list:\s*(\S+)/.exec(line) ?? [];
      const [, name] = /versionlock\.toml:\s*name\s*=\s*["']([^"']+)["']/.exec(line) ?? [];
      return [
        ...(locked === undefined || off ? [] : [nameIn(locked)]),
        ...(name === undefined ? [] : [name]),
      ];
    });
    return [...new Set(found)];
  },
});

/** `kubelet` of `kubelet-0:1.36.3-150500.1.1.*`, of `kubelet-1.36.*`, and of itself. */
function nameIn(locked: string): string {
  return locked.replace(/-(?:\d+:)?[\d*][^-]*(?:-[^-]+)?$/, "");
}

/** `[name]` and the lines below it, of each file. */
function sectionsOf(all: readonly string[]): readonly { readonly file: string; readonly text: string }[] {
  const found: { file: string; text: string }[] = [];
  for (const line of all) {
    const [, file = "", text = ""] = /^([^:]+):(.*)$/.exec(line) ?? [];
    const last = found.at(-1);
    if (text.startsWith("[") || last?.file !== file) found.push({ file, text });
    else last.text += `\n${text}`;
  }
  return found;
}

/**
 * The kubeadm packages of repositories, whether the machine is set to them or not, as it reaches them now: all by one dnf, as two would wait
 * for each other. dnf keeps what it was told among the files of whoever asks. Undefined: it gets at none.
 */
export const offeredRpms = defineReading({
  argv: (...urls: string[]) => [
    ...["timeout", "10", "dnf", "--quiet", "repoquery"],
    ...urls.flatMap((url, at) => [`--repofrompath=wheelhouse-${at},${url}/`, `--repo=wheelhouse-${at}`]),
    ...["--setopt=wheelhouse-*.skip_if_unavailable=1", "--setopt=wheelhouse-*.metadata_expire=60"],
    // Every version of it, in dnf 4 and 5 alike: what lists them in 4 is a word that 5 does not know.
    ...["--queryformat=%{name} %{version}-%{release}\\n", "kubeadm"],
  ],
  parse: (said): readonly string[] | undefined => {
    if (said.code !== 0) return undefined;
    const found = lines(stdoutOf(said)).flatMap((line) => /^kubeadm (\S+)$/.exec(line.trim())?.[1] ?? []);
    return found.length === 0 ? undefined : [...new Set(found)];
  },
});

export type RpmUpdate = OfferedPackage;

/** By the lists that it has, which may be days old; what is excluded is not among them. Undefined where it has no list, or no dnf. */
export const rpmUpdates = defineReading({
  argv: () => ["dnf", "--quiet", "--cacheonly", "check-update"],
  parse: (said): readonly RpmUpdate[] | undefined => {
    // 100: there are some (dnf(8), check-update).
    if (said.code !== 0 && said.code !== 100) return undefined;
    const [upgrades = ""] = said.stdout.split(/^Obsoleting packages$/im);
    return lines(upgrades).flatMap((line) => {
      const [, name, version] = /^([\w.+-]+)\.\w+\s+(?:\d+:)?(\S+)\s+\S+\s*$/.exec(line) ?? [];
      return name === undefined || version === undefined ? [] : [{ name, version }];
    });
  },
});

/** The keys of Kubernetes' repository that rpm was given. */
export const rpmKeys = defineReading({
  argv: () => [...["rpm", "--query", "gpg-pubkey"], "--queryformat=%{SUMMARY}\\n%{DESCRIPTION}\\n"],
  parse: ({ stdout }) =>
    [...stdout.matchAll(/^(.+)\n(-----BEGIN PGP PUBLIC KEY BLOCK-----\n[\s\S]+?-----END)/gm)]
      .filter(([, summary]) => summary?.includes("isv:kubernetes"))
      .flatMap(([, , block = ""]) => keysIn(Buffer.from(block))),
});

/**
 * Both dnfs end with 1 where it is needed, and where they have no such command: so their words count. Undefined in the latter case. What was
 * installed since the boot is in rpm's database; dnf 5 would fetch the lists of every repository first.
 */
export const rpmRebootAsked = defineReading({
  argv: () => ["dnf", "--disablerepo=*", "needs-restarting", "-r"],
  parse: ({ stdout }): boolean | undefined => {
    if (/^Reboot should not be necessary/m.test(stdout)) return false;
    return /^Reboot is required/m.test(stdout) ? true : undefined;
  },
});
