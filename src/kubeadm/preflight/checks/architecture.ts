// Kubernetes has no programs for 32-bit ARM, also not under a kernel of 64 bits.
import { type Check, findings } from "../finding.ts";

const { passed, blocking } = findings("architecture");
const built: Readonly<Record<string, string>> = {
  x86_64: "amd64",
  aarch64: "arm64",
  ppc64le: "ppc64el",
  s390x: "s390x",
};

export const architecture: Check = ({ host: { kernel, userland } }) => {
  const wanted = built[kernel.machine];
  if (wanted === undefined)
    return [blocking(`Kubernetes is not built for ${kernel.machine}`, "Set it up with a 64-bit system.")];
  if (userland !== undefined && userland !== wanted) {
    return [
      blocking(
        `its kernel is ${kernel.machine}, but its programs are ${userland}, for which Kubernetes is not built`,
        `Set it up anew with a 64-bit image (dpkg --print-architecture must say ${wanted}).`,
      ),
    ];
  }
  return [passed(wanted)];
};
