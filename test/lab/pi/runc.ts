// Builds runc for arm64, the only program of a Pi that links a C library: libseccomp, from Debian's package for arm64.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programPath } from "../build/build.ts";
import { run } from "../run.ts";
import { arm64Apt, fetchPackages } from "./debian.ts";

/** Does nothing when the cache has it. */
export async function buildRunc(): Promise<void> {
  if (existsSync(programPath("runc", "runc", "arm64"))) return;
  const folder = mkdtempSync(join(tmpdir(), "wheelhouse-lab-"));
  try {
    await fetchPackages(await arm64Apt(join(folder, "apt")), folder, ["libseccomp-dev", "libseccomp2"]);
    await run(["sh", "-c", 'for deb in *.deb; do dpkg-deb --extract "$deb" .; done'], { cwd: folder });
    // Another process, so that no other build sees this environment.
    await run(
      ["nice", process.execPath, join(import.meta.dirname, "../lab.ts"), "build", "runc", "--arm64"],
      {
        env: {
          PKG_CONFIG_SYSROOT_DIR: folder,
          PKG_CONFIG_LIBDIR: join(folder, "usr/lib/aarch64-linux-gnu/pkgconfig"),
        },
      },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
