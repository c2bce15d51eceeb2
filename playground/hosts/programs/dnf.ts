// dnf and rpm, as far as the packages of Kubernetes go, with the words of dnf 4.14: a machine of Red Hat's family.
import type { Machine, Process, Program } from "../machine.ts";
import { ofMinor } from "../node/packages.ts";

/** What rpm has written down, name by name: `1.37.1-150500.1.1`. */
const database = "/var/lib/rpm/rpmdb.json";
const locks = "/etc/dnf/plugins/versionlock.list";
const repositories = "/etc/yum.repos.d/";
/** That what was brought up to date asks for a reboot. */
const asked = "/run/simulated-needs-restarting";
const patched = "/var/lib/wheelhouse-playground/patched";
const update = { name: "linux-firmware", version: "20261110-1.el9" };

type Rpm = { readonly name: string; readonly version: string };
type Installed = (rpms: readonly Rpm[]) => void;

/** Told of what was installed, so that there are programs of it. */
export function rpmPrograms(installed: Installed): Readonly<Record<string, Program>> {
  return { dnf: (process) => dnf(process, installed), rpm };
}

async function dnf(process: Process, installed: Installed): Promise<number> {
  const { argv, machine } = process;
  if (argv.includes("install")) return install(process, installed);
  if (argv.includes("repoquery")) return repoquery(process);
  if (argv.includes("check-update")) return checkUpdate(process);
  if (argv.includes("needs-restarting")) return needsRestarting(process);
  if (argv[1] === "upgrade") return upgrade(process);
  if (argv[1] === "versionlock") return versionlock(process);
  if (argv[1] !== "clean") return 0;
  machine.disk.dnfBytes = 4_096;
  for (const tell of machine.disk.changed) tell();
  return 0;
}

async function install({ argv, machine, out, err }: Process, installed: Installed): Promise<number> {
  const specs = argv.slice(argv.indexOf("install") + 1).filter((word) => !word.startsWith("-"));
  const lifted = argv.find((word) => word.startsWith("--setopt=disable_excludes="))?.split("=")[2];
  const found = specs.map((spec) => ({ spec, ...nameAndVersion(spec, machine) }));
  for (const { spec, name, version } of found) {
    const section = sectionOf(machine);
    const isExcluded = section.exclude.includes(name) && lifted !== section.id;
    if (isExcluded || isLocked(machine, name, version))
      await out(`All matches were filtered out by exclude filtering for argument: ${spec}\n`);
    else if (version === undefined) await out(`No match for argument: ${spec}\n`);
    else continue;
    await err(`Error: Unable to find a match: ${spec}\n`);
    return 1;
  }
  const rpms = found.map(({ name, version = "" }) => ({ name, version }));
  for (const { name, version } of rpms) {
    putRpm(machine, name, version);
    await out(`Installing       : ${name}-${version}.x86_64\n`);
  }
  installed(rpms);
  await out("Complete!\n");
  return 0;
}

/** `versionlock add kubelet` keeps it at the version that it has, whatever is lifted; `versionlock delete kubelet`. */
async function versionlock({ argv, machine, out }: Process): Promise<number> {
  const [, , verb, name = ""] = argv;
  const own = rpmsOn(machine)[name];
  const others = locksOn(machine).filter((lock) => !lock.startsWith(`${name}-0:`));
  const lock = `${name}-0:${own}.*`;
  machine.write(locks, [...others, ...(verb === "add" ? [lock] : [])].map((each) => `${each}\n`).join(""));
  await out(
    `${verb === "add" ? "Adding" : "Deleting"} versionlock ${verb === "add" ? "on" : "for"}: ${lock}\n`,
  );
  return 0;
}

function isLocked(machine: Machine, name: string, version: string | undefined): boolean {
  const own = locksOn(machine).find((lock) => lock.startsWith(`${name}-0:`));
  return own !== undefined && own !== `${name}-0:${version}.*`;
}

function locksOn({ files }: Machine): readonly string[] {
  return (files.get(locks)?.content ?? "").split("\n").filter((line) => line !== "");
}

/** `kubeadm-1.37.1-*`, `kubeadm-1.37.1-150500.1.1`, `cri-tools`. */
function nameAndVersion(spec: string, machine: Machine): { name: string; version: string | undefined } {
  const [, name = spec, wanted] = /^(.+?)-(\d.*)$/.exec(spec) ?? [];
  if (name === "containerd.io") return { name, version: "2.2.1-1.el9" };
  const offered = rpmsOf(sectionOf(machine).minor).toReversed();
  const fits = (version: string) =>
    wanted === undefined ||
    (wanted.endsWith("*") ? version.startsWith(wanted.slice(0, -1)) : version === wanted);
  return { name, version: offered.find(fits) };
}

/** What pkgs.k8s.io has as .deb it has as .rpm. */
function rpmsOf(minor: number): readonly string[] {
  return ofMinor(minor).map((version) => version.replace(/-.*$/, "-150500.1.1"));
}

/** The repository of Kubernetes, as the machine is set to it. */
function sectionOf({ files }: Machine): {
  readonly id: string;
  readonly minor: number;
  readonly exclude: readonly string[];
} {
  const all = [...files].filter(([path]) => path.startsWith(repositories)).map(([, { content }]) => content);
  const text = all.find((each) => each.includes("core:/stable:")) ?? "";
  return {
    id: /^\[(.+)\]$/m.exec(text)?.[1] ?? "",
    minor: Number(/\/v1\.(\d+)\//.exec(text)?.[1]),
    exclude: /^exclude=(.*)$/m.exec(text)?.[1]?.split(" ") ?? [],
  };
}

/** Of each `--repofrompath=name,url`; what is not there is left out. */
async function repoquery({ argv, out }: Process): Promise<number> {
  const asked = argv.filter((word) => word.startsWith("--repofrompath="));
  for (const word of asked)
    for (const version of rpmsOf(Number(/\/v1\.(\d+)\/rpm\/$/.exec(word)?.[1])))
      await out(`kubeadm ${version}\n`);
  return 0;
}

async function checkUpdate({ machine, out }: Process): Promise<number> {
  if (machine.files.has(patched)) return 0;
  await out(`\n${update.name}.noarch      ${update.version}       baseos\n`);
  return 100;
}

/** Everything that is not excluded; Kubernetes' packages are. */
async function upgrade({ machine, out }: Process): Promise<number> {
  if (machine.files.has(patched)) {
    await out("Dependencies resolved.\nNothing to do.\nComplete!\n");
    return 0;
  }
  putRpm(machine, update.name, update.version);
  machine.write(patched, "");
  machine.write(asked, "");
  await out(`Upgraded:\n  ${update.name}-${update.version}.noarch\n\nComplete!\n`);
  return 0;
}

async function needsRestarting({ machine, out }: Process): Promise<number> {
  if (!machine.files.has(asked)) {
    await out(
      "No core libraries or services have been updated since boot-up.\nReboot should not be necessary.\n",
    );
    return 0;
  }
  await out(
    `Core libraries or services have been updated since boot-up:\n  * ${update.name}\n\nReboot is required to fully utilize these updates.\n`,
  );
  return 1;
}

/** `rpm --query --queryformat … -- names`. */
const rpm: Program = async ({ argv, machine, out }) => {
  const all = rpmsOn(machine);
  const names = argv.slice(argv.indexOf("--") + 1);
  for (const name of names)
    await out(all[name] === undefined ? `package ${name} is not installed\n` : `${name}|${all[name]}\n`);
  return names.filter((name) => all[name] === undefined).length;
};

function rpmsOn({ files }: Machine): Readonly<Record<string, string>> {
  return JSON.parse(files.get(database)?.content ?? "{}") as Readonly<Record<string, string>>;
}

/** Also what a test finds there. */
export function putRpm(machine: Machine, name: string, version: string): void {
  machine.write(database, JSON.stringify({ ...rpmsOn(machine), [name]: version }));
}
