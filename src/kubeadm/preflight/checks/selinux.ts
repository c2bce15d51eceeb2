// SELinux: kubernetes.io sets it to permissive. With containerd as it is installed here, containers are not confined by it.
import { type Check, findings } from "../finding.ts";

const { passed, warning } = findings("SELinux");

export const selinux: Check = ({ host: { selinux: mode } }) => {
  if (mode === undefined) return [];
  if (mode === "permissive") return [passed("permissive")];
  return [
    warning(
      "enforcing, which nobody has tried Wheelhouse's joins with; kubernetes.io sets it to permissive",
      "where pods are refused files: setenforce 0, and SELINUX=permissive in /etc/selinux/config",
    ),
  ];
};
