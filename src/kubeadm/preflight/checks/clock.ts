// A wrong clock makes every certificate look wrong, and a Pi has none that outlives its power.
import { span } from "#src/base/text.ts";
import { type Check, findings } from "../finding.ts";

const { passed, warning, blocking } = findings("clock");
/** A kubelet's new certificate is valid from five minutes before it is signed (k8s.io/kubernetes, pkg/controller/certificates/signer). */
const mostMs = 60_000;

export const clock: Check = ({ host: { timeSync, clockAheadMs } }) => {
  const off = span(Math.abs(clockAheadMs));
  if (Math.abs(clockAheadMs) > mostMs) {
    return [
      blocking(
        `its clock is ${off} ${clockAheadMs > 0 ? "ahead of" : "behind"} Wheelhouse's`,
        "timedatectl set-ntp true there, and wait until timedatectl says that it is synchronized.",
      ),
    ];
  }
  if (timeSync?.isSynchronized) return [passed("synchronized")];
  return [warning("right now, but nothing keeps it so: it is not synchronized", "timedatectl set-ntp true")];
};
