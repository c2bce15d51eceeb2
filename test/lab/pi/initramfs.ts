// The two archives that a Pi's first process comes in: one for all Pis, one with what is this Pi's alone.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { basename, join } from "node:path";
import { run } from "../run.ts";

/** `kernel` is the folder that unpackKernel filled. */
export async function makeInitramfs(kernel: string, file: string): Promise<void> {
  const tree = `${file}.tree`;
  for (const folder of ["bin", "modules", "proc", "sys", "dev", "mnt"]) {
    mkdirSync(join(tree, folder), { recursive: true });
  }
  copyFileSync(join(kernel, "bin/busybox"), join(tree, "bin/busybox"));
  copyFileSync(join(import.meta.dirname, "initramfs-init"), join(tree, "init"));
  for await (const path of glob("lib/modules/**/*.ko", { cwd: kernel })) {
    if (modules.has(basename(path, ".ko"))) {
      copyFileSync(join(kernel, path), join(tree, "modules", basename(path)));
    }
  }
  writeFileSync(file, "");
  await append(tree, file);
  rmSync(tree, { recursive: true });
}

/** The kernel unpacks archives that follow each other. The tree's files belong to root in the Pi. */
export async function extendInitramfs(initramfs: string, tree: string, file: string): Promise<void> {
  copyFileSync(initramfs, file);
  await append(tree, file);
}

const modules = new Set([
  ...["virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci"],
  ...["virtio_blk", "failover", "net_failover", "virtio_net"],
]);

async function append(tree: string, file: string): Promise<void> {
  const archive = 'find . | cpio --create --format=newc --owner=0:0 --quiet | gzip -1 >>"$0"';
  await run(["sh", "-c", archive, file], { cwd: tree });
}
