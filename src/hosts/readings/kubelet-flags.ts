// The flags that kubeadm and people give the kubelet: a newer one refuses those that it does not know any more, and does not start.
import { defineReading, lines } from "./reading.ts";

const files = ["/var/lib/kubelet/kubeadm-flags.env", "/etc/default/kubelet", "/etc/sysconfig/kubelet"];

/** Each with the file that it stands in: `--max-pods=60`. A file that is not there has none. */
export const kubeletFlags = defineReading({
  argv: () => ["grep", "--no-messages", "--with-filename", "ARGS", ...files],
  parse: ({ stdout }): readonly { readonly file: string; readonly flag: string }[] =>
    lines(stdout).flatMap((line) => {
      const [, file = "", text = ""] = /^([^:]+):(.*)$/.exec(line) ?? [];
      if (/^\s*#/.test(text)) return [];
      return [...text.matchAll(/(?<=[\s"'=])--[a-z][a-z0-9-]*(?:[= ][^\s"'-][^\s"']*)?/g)].map(([flag]) => ({
        file,
        flag,
      }));
    }),
});

/** The end of what the kubelet has written. */
export const kubeletLog = defineReading({
  argv: (count: number) => [
    ...["sudo", "-n", "--", "journalctl", "--no-pager", "--quiet", "--output=cat", "--all"],
    ...[`--lines=${count}`, "_SYSTEMD_UNIT=kubelet.service"],
  ],
  parse: ({ stdout }) => stdout,
});

/** kubeadm's backups of what it changed, by name below /etc/kubernetes/tmp: `kubeadm-backup-manifests-2026-11-29-03-48-14`. */
export const kubeadmBackups = defineReading({
  argv: () => ["sudo", "-n", "--", "ls", "-1", "/etc/kubernetes/tmp"],
  parse: ({ stdout }) => lines(stdout).filter((name) => name.startsWith("kubeadm-backup-")),
});
