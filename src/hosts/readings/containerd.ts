// The container runtime: its version and what kubeadm needs of its configuration.
import { defineReading, stdoutIfThere, stdoutOf } from "./reading.ts";

/** `1.7.28`; undefined where it is not installed. */
export const containerdVersion = defineReading({
  argv: () => ["containerd", "--version"],
  parse: (said) => /\bv?(\d+\.\d+\.\d+\S*)/.exec(stdoutIfThere(said) ?? "")?.[1],
});

/** What containerd runs with: its file over its defaults. Undefined where it is not installed or its file is broken. */
export const containerdConfig = defineReading({
  argv: () => ["sudo", "-n", "--", "containerd", "config", "dump"],
  parse: (said) => {
    if (said.code !== 0) return undefined;
    const text = stdoutOf(said);
    return {
      hasSystemdCgroup: /^\s*SystemdCgroup\s*=\s*true\s*$/m.test(text),
      isCriDisabled: /^\s*disabled_plugins\s*=\s*\[[^\]]*\bcri\b/m.test(text),
      pauseImage: /^\s*sandbox(?:_image)?\s*=\s*['"]([^'"]+)['"]/m.exec(text)?.[1],
      cniBinFolders: [...text.matchAll(/^\s*bin_dirs?\s*=\s*\[?\s*['"]([^'"]*)['"]/gm)].map(
        ([, folder = ""]) => folder,
      ),
    };
  },
});
