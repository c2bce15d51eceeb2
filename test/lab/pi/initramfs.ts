// Makes the archive that a Pi's first process comes in.
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { glob } from "node:fs/promises";
import { basename, join } from "node:path";
import { run } from "../run.ts";

/**
 * @param early the folder with busybox and the kernel's modules
 * @param seed what is this Pi's alone: moved into the archive
 */
export async function makeInitramfs(early: string, seed: string, file: string): Promise<void> {
  for (const folder of ["bin", "modules", "proc", "sys", "dev", "mnt"]) {
    mkdirSync(join(seed, folder), { recursive: true });
  }
  copyFileSync(join(early, "bin/busybox"), join(seed, "bin/busybox"));
  copyFileSync(join(import.meta.dirname, "initramfs-init"), join(seed, "init"));
  for await (const path of glob("lib/modules/**/*.ko", { cwd: early })) {
    if (modules.has(basename(path, ".ko")))
      copyFileSync(join(early, path), join(seed, "modules", basename(path)));
  }
  const archive = 'find . | cpio --create --format=newc --owner=0:0 --quiet | gzip -1 >"$0"';
  await run(["sh", "-c", archive, file], { cwd: seed });
  rmSync(seed, { recursive: true });
}

const modules = new Set([
  ...["virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci"],
  ...["virtio_blk", "failover", "net_failover", "virtio_net"],
]);
