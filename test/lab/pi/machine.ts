// A virtual machine with arm64's processor, emulated: the argv of qemu.

export type Machine = {
  readonly kernel: string;
  readonly initramfs: string;
  /** A qcow2 file. */
  readonly disk: string;
  readonly tap: string;
  /** Unique on the bridge. */
  readonly macAddress: string;
  readonly memoryMegabytes: number;
  /** Appended to the kernel's command line, such as `cgroup_disable=memory`. */
  readonly kernelArguments: readonly string[];
  /** What the machine believes the time is when it starts. The machine's own clock if not given. */
  readonly clock?: Date;
  readonly console: string;
};

/** Ends when the guest powers off; a reboot of the guest stays inside. */
export function qemuArgv(machine: Machine): readonly string[] {
  const commandLine = ["console=ttyAMA0", "rw", "net.ifnames=0", "panic=5", ...machine.kernelArguments];
  return [
    "qemu-system-aarch64",
    ...["-machine", "virt,gic-version=2", "-cpu", "cortex-a72", "-accel", "tcg,thread=multi"],
    ...["-smp", "2", "-m", String(machine.memoryMegabytes), "-rtc", `base=${clockText(machine.clock)}`],
    ...["-display", "none", "-monitor", "none", "-serial", `file:${machine.console}`],
    ...["-kernel", machine.kernel, "-initrd", machine.initramfs, "-append", commandLine.join(" ")],
    // Nothing on this disk must survive a crash of the machine that runs it.
    ...["-drive", `file=${machine.disk},if=none,id=disk,format=qcow2,cache=unsafe`],
    ...["-device", "virtio-blk-pci,drive=disk"],
    ...["-netdev", `tap,id=cable,ifname=${machine.tap},script=no,downscript=no`],
    ...["-device", `virtio-net-pci,netdev=cable,mac=${machine.macAddress},romfile=`],
  ];
}

function clockText(clock: Date | undefined): string {
  return clock ? clock.toISOString().slice(0, 19) : "utc";
}
