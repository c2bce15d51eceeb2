// Which distribution runs there: os-release(5).
import { assignments, defineReading, stdoutOf } from "./reading.ts";

export const osRelease = defineReading({
  argv: () => ["cat", "/etc/os-release"],
  parse: (said) => {
    const found = assignments(stdoutOf(said));
    return {
      /** `debian`, `ubuntu`, `fedora`. */
      id: found.get("ID") ?? "unknown",
      /** The families it belongs to, itself first. */
      families: [found.get("ID") ?? "", ...(found.get("ID_LIKE") ?? "").split(" ")].filter(
        (each) => each !== "",
      ),
      version: found.get("VERSION_ID"),
      codename: found.get("VERSION_CODENAME"),
      /** Built and replaced as a whole (rpm-ostree): Fedora CoreOS, Silverblue. */
      isImage: found.has("OSTREE_VERSION"),
      name: found.get("PRETTY_NAME") ?? found.get("NAME") ?? "unknown",
    };
  },
});
