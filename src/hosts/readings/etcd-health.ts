// Whether the machine's etcd member is well: it says so without a certificate, to itself alone.
import { defineReading } from "./reading.ts";

/** Undefined where nothing answers; false also where it has no leader. */
export const etcdHealth = defineReading({
  argv: () => [
    ...["timeout", "5", "bash", "-c"],
    'exec 3<>/dev/tcp/127.0.0.1/2381; printf "GET /health HTTP/1.0\\r\\n\\r\\n" >&3; cat <&3',
  ],
  parse: ({ stdout }) => {
    const [, healthy] = /"health": ?"?(true|false)/.exec(stdout) ?? [];
    return healthy === undefined ? undefined : healthy === "true";
  },
});
