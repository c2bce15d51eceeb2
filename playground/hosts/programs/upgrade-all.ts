// `apt-get upgrade`: what a machine's packages could become, once; a kernel is among them, so it asks for a reboot.
import type { Process } from "../machine.ts";

const patched = "/var/lib/wheelhouse-playground/patched";
const updates = [
  { name: "linux-image-arm64", from: "6.12.57-1", to: "6.12.63-1" },
  { name: "containerd.io", from: "2.2.0-1", to: "2.2.1-1" },
];

export async function upgradeAll({
  argv,
  out,
  machine,
}: Pick<Process, "argv" | "out" | "machine">): Promise<number> {
  const isSimulated = argv.includes("--simulate");
  const left = machine.files.has(patched) ? [] : updates;
  for (const { name, from, to } of left)
    await out(
      isSimulated
        ? `Inst ${name} [${from}] (${to} Debian-Security:12/stable-security [arm64])\n`
        : `Setting up ${name} (${to}) ...\n`,
    );
  if (isSimulated || left.length === 0) return 0;
  machine.write(patched, "");
  machine.write("/run/reboot-required", "*** System restart required ***\n");
  return 0;
}
