// Makes a real kubeadm cluster of the lab's hosts. Every phase leaves alone what is already there.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type KubernetesVersion, kubernetesVersions } from "../build/versions.ts";
import { down } from "../hosts/down.ts";
import { leaderOf } from "../hosts/exec.ts";
import { assertInotify, instancesOf } from "../hosts/inotify.ts";
import { LabError } from "../hosts/lab-error.ts";
import { type HostRecord, hostRecord, hostRecords } from "../hosts/records.ts";
import { up } from "../hosts/up.ts";
import { fillRegistry } from "../images/fill.ts";
import { pushWorkerImages } from "../pi/images.ts";
import { fetchAdminKubeconfig, grantBotAccess, writeBotSettings } from "./access.ts";
import { writeAuditPolicy } from "./audit-log.ts";
import { startComponents } from "./control-plane.ts";
import { endpointOf, startBalancer } from "./endpoint.ts";
import {
  createDiscovery,
  finishOrUndo,
  hasJoined,
  initialise,
  runKubeadm,
  uploadCertificates,
} from "./init.ts";
import { installPackages } from "./install.ts";
import { type Host, joinConfig } from "./kubeadm-config.ts";
import { adminKubeconfig, apply, botKubeconfig, kubectl } from "./kubectl.ts";
import { onHost } from "./on-host.ts";
import { waitUntilReady } from "./ready.ts";
import { assignRoles, type Roles, selectHosts } from "./roles.ts";

export type ClusterOptions = {
  /** A minor. Without it: what the cluster has, or the newest. */
  readonly version?: string;
  /** One if not given. Without a balancer in front from the start, one cannot become three. */
  readonly controlPlanes?: 1 | 3;
  /** Of etcd's image in a new cluster, where it is not to be kubeadm's own choice: `3.6.16-0`. */
  readonly etcdTag?: string;
  /** Hosts that the balancer in front knows, also those that are no control planes yet. */
  readonly balanced?: readonly string[];
  /** All hosts that are up if not given. */
  readonly hosts?: readonly string[];
  /** Makes the hosts anew first. */
  readonly fresh?: boolean;
  /** Told what happens, one line at a time. */
  readonly report?: (line: string) => void;
};

export type Cluster = Roles & {
  /** Of the API server, with its leading v. */
  readonly version: string;
  readonly server: string;
  /** False when there was a cluster already; it was completed and checked. */
  readonly created: boolean;
};

/** @throws LabError that says which host failed at what, and what to do */
export async function cluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { controlPlanes: count = 1, fresh = false, report = () => {} } = options;
  const timed = stopwatch(report);
  const names = selectHosts(options.hosts ?? [], hostRecords(), isUp);
  const roles = assignRoles(names, count);
  if (fresh) await timed("hosts made anew", () => makeAnew(names));

  const controlPlanes = roles.controlPlanes.map(hostRecord);
  const [first] = controlPlanes;
  if (!first) throw new LabError("A cluster needs a control plane", 2);
  const addresses = (options.balanced ?? roles.controlPlanes).map((name) => hostRecord(name).address);
  const endpoint = endpointOf(addresses);
  if (addresses.length > 1) await startBalancer(addresses);

  await Promise.all(names.map(finishOrUndo));
  const created = !(await hasJoined(first.name));
  const kubernetes = created
    ? wantedVersion(options.version)
    : await runningVersion(first.name, options.version);
  const { version } = kubernetes;
  await assertRoom(roles);
  await timed("images", () => fillRegistry(kubernetesVersions.map(({ minor }) => minor)));
  // After the others: for the same names it pushes lists of both processors.
  if (names.some((name) => hostRecord(name).arch === "arm64"))
    await timed("images for arm64", pushWorkerImages);
  await timed(`packages of ${version}`, () => Promise.all(names.map((name) => install(name, kubernetes))));
  await Promise.all(roles.controlPlanes.map(writeAuditPolicy));
  if (created) {
    await timed("kubeadm init", async () =>
      initialise(await asHost(first), {
        version: `v${version}`,
        etcdTag: options.etcdTag,
        ...(addresses.length > 1 && { endpoint }),
      }),
    );
  } else {
    // A test that was killed may have left them stopped.
    await timed("controllers", () =>
      startComponents(first.name, ["kube-controller-manager", "kube-scheduler"]),
    );
  }
  await fetchAdminKubeconfig(first.name);
  await timed("flannel", () => apply(readFileSync(join(import.meta.dirname, "flannel.yaml"), "utf8")));
  await timed("kubeadm join", () => joinOthers(first, roles));
  await timed("the bot's access", grantBotAccess);
  writeBotSettings();
  await timed("everything ready", () => waitUntilReady(names));
  return { ...roles, version: `v${version}`, server: `https://${endpoint}`, created };
}

/** Where the files are that go with a cluster. */
export { adminKubeconfig, botKubeconfig };

const isUp = (host: string): boolean => hostRecord(host).kind === "machine" || leaderOf(host) !== undefined;

async function assertRoom({ controlPlanes, workers }: Roles): Promise<void> {
  const [first, second] = await Promise.all([withoutNode(controlPlanes), withoutNode(workers)]);
  // A virtual machine has a kernel, and so a limit, of its own.
  const here = (names: readonly string[]) =>
    names.filter((name) => hostRecord(name).kind === "container").length;
  assertInotify(here(first) * instancesOf.controlPlane + here(second) * instancesOf.worker);
}

async function makeAnew(names: readonly string[]): Promise<void> {
  for (const file of [adminKubeconfig, botKubeconfig]) rmSync(file, { force: true });
  await down(names);
  await up(names);
}

function wantedVersion(minor: string | undefined): KubernetesVersion {
  const [newest] = kubernetesVersions;
  const found = minor === undefined ? newest : kubernetesVersions.find((each) => each.minor === minor);
  if (found) return found;
  const known = kubernetesVersions.map((each) => each.minor).join(" and ");
  throw new LabError(`The lab has no Kubernetes ${minor}: there are ${known}`, 2);
}

/** A cluster that exists is not another version's; only an upgrade makes it so. */
async function runningVersion(controlPlane: string, minor: string | undefined): Promise<KubernetesVersion> {
  const image = await onHost(
    controlPlane,
    "reading the version of the cluster",
    "cat /etc/kubernetes/manifests/kube-apiserver.yaml | sed -n 's|^ *image: registry.k8s.io/kube-apiserver:v||p'",
  );
  const running = kubernetesVersions.find(({ version }) => version === image.trim());
  if (!running) {
    throw new LabError(
      `${controlPlane} has no API server that the lab knows: \`api-server start\`, or \`cluster --fresh\` to start over`,
    );
  }
  if (minor === undefined || running.minor === minor) return running;
  const advice = `\`cluster --version ${minor} --fresh\` starts over`;
  throw new LabError(`The lab's cluster runs v${running.version}: ${advice}`, 2);
}

/** A host that is a node already keeps its packages: upgrading them is somebody's upgrade. */
async function install(host: string, version: KubernetesVersion): Promise<void> {
  if (!(await hasJoined(host))) await installPackages(host, version);
}

async function joinOthers(first: HostRecord, { controlPlanes, workers }: Roles): Promise<void> {
  const missing = await withoutNode([...controlPlanes.slice(1), ...workers]);
  if (missing.length === 0) return;
  const discovery = await createDiscovery(first.name);
  const certificateKey = missing.some((name) => controlPlanes.includes(name))
    ? await uploadCertificates(first.name)
    : undefined;
  const join = async (name: string, key?: string): Promise<void> =>
    runKubeadm(name, "join", joinConfig(await asHost(hostRecord(name)), discovery, key));
  // etcd takes one new member at a time.
  for (const name of missing.filter((each) => controlPlanes.includes(each))) await join(name, certificateKey);
  // Two at a time: kubeadm waits only so long for each kubelet's first certificate, however many want one.
  for (const pair of inPairs(missing.filter((each) => workers.includes(each)))) {
    await Promise.all(pair.map((name) => join(name)));
  }
}

function inPairs(names: readonly string[]): readonly (readonly string[])[] {
  return names.flatMap((_, at) => (at % 2 === 0 ? [names.slice(at, at + 2)] : []));
}

async function withoutNode(names: readonly string[]): Promise<readonly string[]> {
  const joined = await Promise.all(names.map(hasJoined));
  return names.filter((_, index) => !joined[index]);
}

async function asHost({ name, address }: HostRecord): Promise<Host> {
  const type = await onHost(name, "reading the control groups' version", "stat -fc %T /sys/fs/cgroup");
  return { name, address, cgroup: type.trim() === "cgroup2fs" ? "v2" : "v1" };
}

/** Runs phases and tells how long each took. */
function stopwatch(report: (line: string) => void) {
  return async <Result>(phase: string, work: () => Promise<Result>): Promise<Result> => {
    const started = performance.now();
    const result = await work();
    report(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${phase}`);
    return result;
  };
}

/** The nodes as `kubectl get nodes` shows them. */
export const describeNodes = (): Promise<string> => kubectl(["get", "nodes", "--output=wide"]);
