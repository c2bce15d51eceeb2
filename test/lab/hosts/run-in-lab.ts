// Programs of this machine with the lab's network and its names: the bot, kubectl, tests.
import { hostsFile } from "./address-book.ts";
import { withLabNetwork } from "./network.ts";

/** Argv that runs argv inside the lab's network namespace, where the hosts' names resolve. */
export function runInLabArgv(argv: readonly string[]): readonly string[] {
  return withLabNetwork([
    "unshare",
    "--mount",
    "--propagation",
    "slave",
    "sh",
    "-c",
    script,
    "sh",
    hostsFile,
    ...argv,
  ]);
}

// The mount is only in the program's own mount namespace.
const script = 'mount --bind "$1" /etc/hosts; shift; exec "$@"';
