// Where a kubelet evicts pods: its defaults, what its settings make of them, and on which disk.
import { expect, test } from "vitest";
import { type Disk, limitsOf, roomIn } from "#src/kubeadm/disk/limits.ts";

const gibibyte = 1024 ** 3;

function givenDisk(more: Partial<Disk> = {}): Disk {
  return {
    ...{ device: "/dev/mmcblk0p2", type: "ext4", mount: "/" },
    ...{ sizeBytes: 100 * gibibyte, usedBytes: 80 * gibibyte, availableBytes: 20 * gibibyte },
    inodes: { total: 1_000, free: 500 },
    ...more,
  };
}

const plain = { hard: undefined, mergesDefaults: false };
const said = (disks: readonly Disk[], settings: Parameters<typeof limitsOf>[1]) =>
  limitsOf(disks, settings).map(({ signal, mount, below }) => [signal, mount, below]);

test("by default images leave 15 %, pods 10 %, and inodes 5 %; what is nearest comes first", () => {
  expect(said([givenDisk()], plain)).toEqual([
    ["imagefs.available", "/", 15 * gibibyte],
    ["nodefs.available", "/", 10 * gibibyte],
    ["nodefs.inodesFree", "/", 50],
  ]);
  expect(limitsOf([givenDisk({ availableBytes: 14 * gibibyte })], plain).map(roomIn)[0]).toBeCloseTo(-0.01);
});

test("each signal is about the disk that its folder is on", () => {
  const images = givenDisk({ mount: "/var/lib/containerd", sizeBytes: 10 * gibibyte });
  const other = givenDisk({ mount: "/var/lib/container" });
  expect(said([givenDisk(), images, other], plain)).toContainEqual([
    "imagefs.available",
    "/var/lib/containerd",
    1.5 * gibibyte,
  ]);
});

test("who names some signals has switched the others off, unless the defaults are merged", () => {
  const hard = { "nodefs.available": "1Gi", "memory.available": "100Mi" };
  const below = (mergesDefaults: boolean) =>
    Object.fromEntries(
      limitsOf([givenDisk()], { hard, mergesDefaults }).map((each) => [each.signal, each.below]),
    );
  expect(below(false)).toEqual({
    "nodefs.available": gibibyte,
    "nodefs.inodesFree": 0,
    "imagefs.available": 0,
  });
  expect(below(true)).toEqual({
    "nodefs.available": gibibyte,
    "nodefs.inodesFree": 50,
    "imagefs.available": 15 * gibibyte,
  });
});

test("a file system without a fixed number of inodes has no such limit", () => {
  expect(said([givenDisk({ inodes: undefined })], plain).map(([signal]) => signal)).not.toContain(
    "nodefs.inodesFree",
  );
});
