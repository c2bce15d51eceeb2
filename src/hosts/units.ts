// Long work on a host: a transient systemd unit, named after its operation and step, that no dropped connection ends.
import { thisOperation } from "#src/base/call.ts";
import { StepError } from "#src/base/errors.ts";
import { oneLine, shorten } from "#src/base/text.ts";
import type { HostUnit } from "./host.ts";
import { asRoot } from "./quote.ts";
import type { Said } from "./said.ts";

/** `wheelhouse-op-7k3m9x-join-node`: whoever looks at the machine sees whose it is. In a call, of `<this operation>`. */
export function unitName(operation: string, step: string): string {
  const whose = operation === thisOperation ? operation : plain(operation);
  return `wheelhouse-${whose}-${plain(step)}`;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9-]/g, "-");
}

/** Only our own units are started, read or stopped through here. */
export function checkedUnit(unit: string): string {
  if (!/^wheelhouse-[a-z0-9-]{1,200}$/.test(unit)) throw new Error(`${unit} is no name of a unit of ours`);
  return unit;
}

/**
 * What starts it. Type=exec tells at once when there is no such program; RemainAfterExit keeps how it ended, which --collect or
 * nothing would forget; its journal is not thinned out; it may take as long as it takes.
 */
export function startArgv({ unit, argv, secretFile }: HostUnit): readonly string[] {
  return asRoot([
    "systemd-run",
    "--quiet",
    `--unit=${checkedUnit(unit)}`,
    `--description=${unit}`,
    "--property=Type=exec",
    "--property=RemainAfterExit=yes",
    "--property=LogRateLimitIntervalSec=0",
    "--setenv=LC_ALL=C",
    "--setenv=DEBIAN_FRONTEND=noninteractive",
    ...(secretFile === undefined
      ? []
      : [`--property=ExecStopPost=/bin/rm --force -- ${checkedSecret(secretFile)}`]),
    "--",
    ...argv.map(asExecArgument),
  ]);
}

/** systemd takes its words apart by itself, so it must be one. */
function checkedSecret(path: string): string {
  if (!/^\/run\/wheelhouse\/[\w./-]+$/.test(path)) throw new Error(`${path} is no place for a secret`);
  return path;
}

/** systemd puts variables into the arguments of what it starts; a dollar sign stays one when it is doubled (systemd.service(5)). */
function asExecArgument(word: string): string {
  return word.replaceAll("$", "$$$$");
}

/** What forgets one that has ended: the first for a success, the second for a failure. */
export function collectArgvs(unit: string): readonly (readonly string[])[] {
  const service = `${unit}.service`;
  return [asRoot(["systemctl", "stop", "--", service]), asRoot(["systemctl", "reset-failed", "--", service])];
}

/** systemd's refusal, told after it was seen that no such unit is there. */
export function notStarted(host: string, { unit, argv }: HostUnit, { stderr }: Said): StepError {
  const why = shorten(oneLine(stderr), 300);
  return new StepError(`systemd on ${host} did not start ${unit} (${argv[0]}): ${why}`);
}
