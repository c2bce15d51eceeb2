// Every operation that is killed: how the cluster is when it is asked for, and when it is done.
import { dirname } from "node:path";
import type { Self } from "#src/base/self.ts";
import { readHostKey } from "#src/hosts/host-key.ts";
import type { Configured } from "#src/hosts/inventory.ts";
import { keysIn } from "#src/hosts/openpgp.ts";
import { cordonedBy, restartedBy, tokenOf } from "#src/kubeadm/marks.ts";
import cordonNode from "#src/steps/cordon-node.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import type { SimulatedCluster } from "../../playground/cluster/cluster.ts";
import { at, type KubeObject, labelsAt, listAt, textAt, withAt } from "../../playground/cluster/object.ts";
import { container, plain, workload } from "../../playground/cluster/seed/build.ts";
import { startHost } from "../../playground/hosts/host.ts";
import type { Machine } from "../../playground/hosts/machine.ts";
import { startMachines } from "../../playground/hosts/machines.ts";
import { membersOf } from "../../playground/hosts/node/etcd.ts";
import { endKubelet, type SimulatedNode } from "../../playground/hosts/node/kubelet.ts";
import { keyring } from "../../playground/hosts/node/packages.ts";
import { expiredKey, repositoryKey } from "../../playground/hosts/node/repository-key.ts";
import { becomeNode } from "../../playground/hosts/programs/kubeadm/join.ts";
import { makeBare, makePrepared } from "../../playground/hosts/programs/preparing.ts";
import { SCENARIOS } from "../../playground/scenarios/index.ts";
import { botKey, keyFile } from "../hosts/given.ts";
import { configuredOf } from "../hosts/given-machines.ts";
import { annotationsOf, configOf, daemonSetOf, podsByNode } from "../kubeadm/kube-proxy/given.ts";
import { givenOperation } from "./given.ts";

export type Killed = {
  /** The command's path. */
  readonly command: string;
  /** What is special about this row. */
  readonly when?: string;
  readonly given: (cluster: SimulatedCluster, database: string) => Promise<Given> | Given;
  /** What it changes is in Wheelhouse's own database. */
  readonly sendsNothing?: true;
  /** It is killed at every so many of its points only, as each takes long. */
  readonly everyNth?: number;
  /** A row that rolls back fails in the end, and its goal is that everything is as it was. */
  readonly ends?: "failed";
  /** Calls that a resumed run may make beyond those of an undisturbed one, once each, and why that does no harm. */
  readonly again?: Readonly<Record<string, string>>;
};

export type Given = {
  readonly args: string;
  /** Whether what was asked for is so. */
  readonly holds: () => boolean | Promise<boolean>;
  /** The pod that the bot runs in. */
  readonly self?: Self;
  /** The machines that it may log in to. */
  readonly hosts?: Configured;
  readonly close?: () => Promise<void>;
};

const markedAgain =
  "the mark is written anew when the pod still stands, since the canary's time begins with its deletion";
const stillEnding = "it names the uid, and a pod that is ending already is none the worse for it";

export const table: readonly Killed[] = [
  {
    command: "kube-proxy mode",
    everyNth: 4,
    when: "and its canary crashes",
    ends: "failed",
    given: (cluster) => {
      const [text, { "pi-1": canary, ...others }] = [configOf(cluster), podsByNode(cluster)];
      crashInNftables(cluster);
      return {
        args: "nftables",
        holds: () => {
          const { "pi-1": now, ...rest } = podsByNode(cluster);
          const isBack = configOf(cluster) === text && annotationsOf(cluster, "configmaps").length === 0;
          return isBack && same(rest, others) && now !== canary;
        },
      };
    },
    again: { "patch configmaps kube-system/kube-proxy": markedAgain },
  },
  {
    command: "kube-proxy repair",
    everyNth: 4,
    when: "and it does not help",
    ends: "failed",
    given: async (cluster) => {
      await begin(cluster, "kube-proxy-missing-on-pi");
      const before = [podsByNode(cluster), daemonSetOf(cluster).spec];
      cluster.afflict({
        name: "ill",
        matches: (pod) => pod.name.startsWith("kube-proxy-") && pod.node === "pi-1",
        kind: "CrashLoopBackOff",
        exitCode: 255,
        restarts: 4,
        log: "exec /usr/local/bin/kube-proxy: exec format error\n",
      });
      return {
        args: "",
        holds: () => {
          const isBack = annotationsOf(cluster, "apps/daemonsets").length === 0;
          return isBack && same([podsByNode(cluster), daemonSetOf(cluster).spec], before);
        },
      };
    },
    again: {
      "patch daemonsets kube-system/kube-proxy": markedAgain,
      "delete pods kube-system/kube-proxy":
        "the pod that was tried is ended by its uid where its controller has not yet seen that it must go",
    },
  },
  {
    command: "kube-proxy mode",
    everyNth: 4,
    given: (cluster) => {
      const before = podsByNode(cluster);
      return {
        args: "nftables",
        holds: () => configOf(cluster).includes("mode: nftables") && areNew(podsByNode(cluster), before),
      };
    },
    again: { "patch configmaps kube-system/kube-proxy": markedAgain },
  },
  {
    command: "kube-proxy repair",
    everyNth: 4,
    given: async (cluster) => {
      await begin(cluster, "kube-proxy-amd64-image");
      return {
        args: "",
        holds: () =>
          podsOf(cluster, "kube-system", "k8s-app", "kube-proxy").filter(isReady).length === 3 &&
          textAt(daemonSetOf(cluster), "spec.updateStrategy.type") === "RollingUpdate" &&
          annotationsOf(cluster, "apps/daemonsets").length === 0,
      };
    },
    again: { "patch daemonsets kube-system/kube-proxy": markedAgain },
  },
  {
    command: "node drain",
    everyNth: 3,
    given: (cluster) => {
      // Which of two pods it would let go first is chance.
      cluster.store.remove("policy/poddisruptionbudgets", "default", "whoami");
      return {
        args: "pi-1",
        holds: () => isDrained(cluster, "pi-1"),
      };
    },
  },
  {
    command: "node cordon",
    given: (cluster) => ({
      args: "worker1",
      holds: () =>
        isCordoned(cluster, "worker1") &&
        nodeNamed(cluster, "worker1").metadata.annotations?.[cordonedBy] !== undefined,
    }),
  },
  {
    command: "node uncordon",
    given: (cluster) => {
      const { metadata, ...node } = nodeNamed(cluster, "worker1");
      const annotations = { ...metadata.annotations, [cordonedBy]: "op-000000" };
      cluster.store.put(
        withAt({ ...node, metadata: { ...metadata, annotations } }, "spec.unschedulable", true),
      );
      return {
        args: "worker1",
        holds: () =>
          !isCordoned(cluster, "worker1") &&
          nodeNamed(cluster, "worker1").metadata.annotations?.[cordonedBy] === undefined,
      };
    },
  },
  {
    command: "pod delete",
    given: (cluster) => deletion(cluster, ""),
    again: { "delete pods default/whoami": stillEnding },
  },
  { command: "pod delete", when: "at once", given: (cluster) => deletion(cluster, "--force") },
  {
    command: "pod clean",
    everyNth: 3,
    given: (cluster) => {
      const gone = podsOf(cluster, "default", "app", "whoami").map(({ metadata }) => metadata.uid);
      for (const pod of podsOf(cluster, "default", "app", "whoami"))
        cluster.store.put({ ...pod, status: { phase: "Failed", reason: "Evicted" } });
      return {
        args: "default",
        holds: () =>
          !cluster.store.list("pods", "default").some(({ metadata }) => gone.includes(metadata.uid)),
      };
    },
  },
  {
    command: "workload restart",
    given: (cluster) => {
      const before = podsOf(cluster, "default", "app", "whoami");
      return {
        args: "deployment/whoami -n default",
        holds: () => {
          const now = podsOf(cluster, "default", "app", "whoami").filter(isReady);
          const isNew = now.every(
            ({ metadata }) => !before.some((each) => each.metadata.uid === metadata.uid),
          );
          const template = cluster.store.get("apps/deployments", "default", "whoami");
          const mark = labelsAt(template, "spec.template.metadata.annotations")[restartedBy];
          return now.length === 2 && isNew && mark !== undefined;
        },
      };
    },
  },
  {
    command: "kube-proxy restart",
    given: (cluster) => {
      const before = podsByNode(cluster);
      return { args: "", holds: () => areNew(podsByNode(cluster), before) };
    },
  },
  {
    command: "kube-proxy restart",
    when: "on one node",
    given: (cluster) => {
      const { worker1, ...others } = podsByNode(cluster);
      return {
        args: "worker1",
        holds: () => {
          const { worker1: now, ...rest } = podsByNode(cluster);
          return now !== undefined && now !== worker1 && same(rest, others);
        },
      };
    },
    again: { "delete pods kube-system/kube-proxy": stillEnding },
  },
  {
    command: "token create",
    given: (cluster) => ({
      args: "--ttl 30m --for pi-9",
      holds: () => {
        const ours = tokens(cluster).filter(({ metadata }) => metadata.annotations?.[tokenOf] !== undefined);
        return ours.length === 1 && ours.every((token) => signs(cluster, idOf(token)));
      },
    }),
  },
  {
    command: "token revoke",
    given: (cluster) => ({
      args: "k7w2ma",
      holds: () => !tokens(cluster).some((token) => idOf(token) === "k7w2ma") && !signs(cluster, "k7w2ma"),
    }),
  },
  {
    command: "upgrade node",
    when: "a control plane",
    everyNth: 12,
    given: (cluster, database) => givenUpgrade(cluster, database, "cp1"),
  },
  {
    command: "upgrade node",
    when: "a worker",
    everyNth: 12,
    given: (cluster, database) => givenUpgrade(cluster, database, "worker1"),
  },
  { command: "upgrade key", sendsNothing: true, given: givenEndedKey },
  { command: "upgrade start", sendsNothing: true, everyNth: 5, given: givenUpgradeOfAll },
  { command: "cert renew", sendsNothing: true, everyNth: 4, given: givenOldCertificates },
  { command: "cert recover", everyNth: 6, given: givenEndedKubelet },
  {
    command: "control-plane restart",
    sendsNothing: true,
    given: async (cluster, database) => {
      const starts = ({ staticPods }: SimulatedNode) =>
        staticPods?.containers().find(({ component }) => component === "kube-scheduler")?.attempt;
      const given = await givenControlPlane(cluster, database, (node) => starts(node) === 1);
      return { ...given, args: "kube-scheduler" };
    },
  },
  {
    command: "etcd backup",
    everyNth: 3,
    sendsNothing: true,
    given: (cluster, database) =>
      givenControlPlane(cluster, database, ({ machine }) => {
        const paths = [...machine.files.keys()];
        const kept = paths.filter((path) => path.startsWith("/var/backups/wheelhouse/etcd/op-"));
        return kept.length === 2 && !paths.some((path) => path.startsWith("/var/lib/etcd/wheelhouse-"));
      }),
  },
  {
    command: "etcd defrag",
    sendsNothing: true,
    given: (cluster, database) =>
      givenControlPlane(cluster, database, ({ etcd }) => etcd.sizeBytes === etcd.usedBytes),
  },
  {
    command: "etcd defrag",
    when: "of a full one",
    sendsNothing: true,
    given: async (cluster, database) => {
      const given = await givenControlPlane(
        cluster,
        database,
        ({ etcd }) => !etcd.hasAlarm && etcd.sizeBytes === etcd.usedBytes,
      );
      for (const member of membersOf(cluster))
        Object.assign(member, { sizeBytes: 2 * 1024 ** 3, usedBytes: 2 * 1024 ** 3, hasAlarm: true });
      return given;
    },
  },
  { command: "node remove", everyNth: 8, given: (cluster, database) => givenRemoving(cluster, database) },
  { command: "node rejoin", everyNth: 20, given: givenRejoining },
  { command: "disk clean", sendsNothing: true, everyNth: 4, given: givenFullDisk },
  {
    command: "node remove",
    when: "a control plane",
    everyNth: 10,
    given: (cluster, database) => givenLeavingPlane(cluster, database),
  },
  {
    command: "node add",
    when: "as a control plane",
    everyNth: 6,
    given: (cluster, database) => givenJoiningPlane(cluster, database),
  },
  { command: "node reboot", everyNth: 4, given: (cluster, database) => givenRebooting(cluster, database) },
  { command: "node patch", everyNth: 4, given: (cluster, database) => givenRebooting(cluster, database) },
  { command: "cluster patch", sendsNothing: true, given: givenRebootOfAll },
  { command: "cluster reboot", sendsNothing: true, given: givenRebootOfAll },
  { command: "cluster shutdown", everyNth: 13, given: givenShuttingDown },
  { command: "cluster wake", everyNth: 6, given: givenAsleep },
  { command: "host wake", sendsNothing: true, given: givenOneAsleep },
  { command: "node add", everyNth: 2, given: (cluster, database) => givenPreparedBoard(cluster, database) },
  { command: "host add", sendsNothing: true, given: (_cluster, database) => givenUnknownHost(database) },
  { command: "host forget", sendsNothing: true, given: (_cluster, database) => givenPinnedHost(database) },
  {
    command: "csr approve",
    given: async (cluster) => {
      await begin(cluster, "serving-requests");
      return {
        args: "csr-good1",
        holds: () => {
          const request = requestNamed(cluster, "csr-good1");
          return textAt(request, "status.certificate") !== "" && same(conditions(request), ["Approved"]);
        },
      };
    },
  },
  {
    command: "csr deny",
    given: async (cluster) => {
      await begin(cluster, "serving-requests");
      return {
        args: "csr-other-node",
        holds: () => same(conditions(requestNamed(cluster, "csr-other-node")), ["Denied"]),
      };
    },
  },
];

/** The bot runs on the node that it drains, in a pod of a Deployment. */
export const ownNode: Killed = {
  command: "node drain",
  given: (cluster) => {
    const { store } = cluster;
    const worker = nodeNamed(cluster, "worker1");
    store.put(withAt(worker, "spec.unschedulable", true));
    store.put(plain("Namespace", undefined, "bots", { status: { phase: "Active" } }));
    store.put(
      workload({
        kind: "Deployment",
        namespace: "bots",
        name: "wheelhouse",
        labels: ownLabels,
        containers: [container({ name: "wheelhouse", image: "wheelhouse:latest" })],
        createdAt: Date.now(),
      }),
    );
    cluster.settle();
    store.put(withAt(nodeNamed(cluster, "worker1"), "spec.unschedulable", false));
    const { namespace, pod } = successorOf(cluster);
    return { args: "pi-1", holds: () => isDrained(cluster, "pi-1"), self: { namespace, pod } };
  },
};

const ownLabels = { app: "wheelhouse" };

/** The pod that the bot runs in, or will. */
export function successorOf(cluster: SimulatedCluster): Self & { readonly node: string } {
  const [pod] = podsOf(cluster, "bots", "app", "wheelhouse");
  if (!pod) throw new Error("no pod of wheelhouse");
  const { namespace = "", name } = pod.metadata;
  return { namespace, pod: name, node: textAt(pod, "spec.nodeName") };
}

/** The whole token of everybody who could join: nothing of it may be anywhere but in the cluster. */
export function secretsIn(cluster: SimulatedCluster): readonly string[] {
  return tokens(cluster).map((token) =>
    Buffer.from(labelsAt(token, "data")["token-secret"] ?? "", "base64").toString(),
  );
}

/** It answers, and nobody has approved its key. */
async function givenUnknownHost(database: string): Promise<Given> {
  const { address, port, close } = await startHost({ name: "pi-4", authorizedKeys: [botKey.public] });
  return {
    args: "pi-4",
    holds: async () => (await pinsIn(database)).length === 1,
    hosts: {
      ssh: { user: "ops", port, identityFile: keyFile(botKey.private), agent: false },
      hosts: { "pi-4": { address } },
    },
    close,
  };
}

/** Its key is approved, and all that is left is to join. */
async function givenPreparedBoard(cluster: SimulatedCluster, database: string): Promise<Given> {
  const { machine, address, port, publicKey, close } = await startHost({
    ...{ name: "pi-4", address: "10.0.0.24", authorizedKeys: [botKey.public] },
  });
  makeBare(machine, cluster);
  makePrepared(machine, cluster);
  const store = openSqlite(database);
  const pin = { ...readHostKey(publicKey), by: "U0ANN" as const, at: 0 };
  await store.hosts.pin("home", { name: "pi-4", address, port, user: "ops", pin });
  await store.close();
  return {
    args: "pi-4",
    holds: () =>
      isReady(nodeNamed(cluster, "pi-4")) &&
      machine.units.size === 0 &&
      ![...machine.files.keys()].some((path) => path.startsWith("/run/wheelhouse/")) &&
      !tokens(cluster).some(({ metadata }) => metadata.annotations?.[tokenOf] !== undefined),
    hosts: {
      ssh: { user: "ops", port, identityFile: keyFile(botKey.private), agent: false },
      hosts: { "pi-4": { address, port } },
    },
    close,
  };
}

/** All that is left is to join, beside cp1. */
async function givenPreparedPlane(cluster: SimulatedCluster, database: string) {
  const directory = dirname(database);
  const machines = await startMachines({ cluster, directory });
  const { machine, port, publicKey } = machines.host("pi-4");
  makePrepared(machine, cluster);
  const store = openSqlite(database);
  const pin = { ...readHostKey(publicKey), by: "U0ANN" as const, at: 0 };
  await store.hosts.pin("home", { name: "pi-4", address: "127.0.0.1", port, user: "ops", pin });
  await store.close();
  await machines.node("cp1");
  const members = () => membersOf(cluster).map(({ name }) => name);
  return { machines, machine, members, hosts: configuredOf(machines), close: machines.close };
}

/** Its etcd joins once, and neither token nor certificate key is left. */
async function givenJoiningPlane(cluster: SimulatedCluster, database: string): Promise<Given> {
  const { machines, machine, members, ...given } = await givenPreparedPlane(cluster, database);
  const secrets = ({ files }: Machine) =>
    [...files.keys()].filter((path) => path.startsWith("/run/wheelhouse/"));
  return {
    ...given,
    args: "pi-4 --control-plane",
    holds: () =>
      same(members(), ["cp1", "pi-4"]) &&
      isReady(nodeNamed(cluster, "pi-4")) &&
      machine.units.size === 0 &&
      [machine, machines.host("cp1").machine].flatMap(secrets).length === 0 &&
      !tokens(cluster).some(({ metadata }) => metadata.annotations?.[tokenOf] !== undefined),
  };
}

/** Out of etcd first, reset then, deleted last, and nothing of it twice. */
async function givenLeavingPlane(cluster: SimulatedCluster, database: string): Promise<Given> {
  const { machines, machine, members, ...given } = await givenPreparedPlane(cluster, database);
  const address = machine.address;
  await becomeNode(
    { machine, cluster, version: cluster.version },
    { name: "pi-4", address, controlPlane: true },
  );
  const removals = () =>
    machines.host("cp1").machine.ran.filter((argv) => argv.join(" ").includes("member remove")).length;
  return {
    ...given,
    args: "pi-4",
    holds: () =>
      same(members(), ["cp1"]) &&
      cluster.store.get("nodes", undefined, "pi-4") === undefined &&
      !machine.files.has("/etc/kubernetes/kubelet.conf") &&
      removals() === 1,
  };
}

/** It was added in chat, and is off. */
async function givenPinnedHost(database: string): Promise<Given> {
  const store = openSqlite(database);
  const key = readHostKey(Buffer.from(botKey.public.split(" ")[1] ?? "", "base64"));
  const pin = { ...key, by: "U0ANN", at: 0 };
  await store.hosts.pin("home", { name: "pi-4", address: "10.0.0.23", port: 22, user: "ops", pin });
  await store.close();
  return { args: "pi-4", holds: async () => (await pinsIn(database)).length === 0 };
}

/** It must reboot once, whatever happens. */
async function givenRebooting(cluster: SimulatedCluster, database: string): Promise<Given> {
  // Which of two pods it would let go first is chance.
  cluster.store.remove("policy/poddisruptionbudgets", "default", "whoami");
  const machines = await startMachines({ cluster, directory: dirname(database) });
  const { machine } = await machines.node("pi-1");
  let reboots = 0;
  machine.rebooted.add(() => {
    reboots++;
  });
  return {
    args: "pi-1",
    hosts: configuredOf(machines),
    holds: () => reboots === 1 && isReady(nodeNamed(cluster, "pi-1")) && !isCordoned(cluster, "pi-1"),
    close: machines.close,
  };
}

/** Each machine is switched off once, the control plane last, and stays so. */
async function givenShuttingDown(cluster: SimulatedCluster, database: string): Promise<Given> {
  const machines = await startMachines({ cluster, directory: dirname(database) });
  const off: string[] = [];
  for (const name of ["cp1", "pi-1", "worker1"])
    machines.host(name).machine.switchedOff.add(() => void off.push(name));
  return {
    args: "",
    hosts: configuredOf(machines),
    holds: () =>
      same(off, ["pi-1", "worker1", "cp1"]) &&
      off.every(
        (name) =>
          cluster.isOff(name) &&
          nodeNamed(cluster, name).metadata.annotations?.[cordonedBy] !== undefined &&
          isCordoned(cluster, name),
      ),
    close: machines.close,
  };
}

/** Everything but the API server is off, as its own operation has left it. */
async function givenAsleep(cluster: SimulatedCluster, database: string): Promise<Given> {
  const machines = await startMachines({ cluster, directory: dirname(database) });
  const names = ["cp1", "worker1"];
  const cordons = names.map((name) => {
    const node = nodeNamed(cluster, name);
    const marked = withAt(node, "metadata.annotations", {
      ...node.metadata.annotations,
      [cordonedBy]: "op-off000",
    });
    cluster.store.put(withAt(marked, "spec.unschedulable", true));
    return { node: name, uid: node.metadata.uid ?? "" };
  });
  await keepShutdown(database, cordons);
  await Promise.all(["pi-1", ...names].map((name) => machines.node(name)));
  for (const name of names) cluster.powerOff(name);
  return {
    args: "",
    hosts: configuredOf(machines),
    holds: () => names.every((name) => !cluster.isOff(name) && !isCordoned(cluster, name)),
    close: machines.close,
  };
}

async function givenOneAsleep(cluster: SimulatedCluster, database: string): Promise<Given> {
  const machines = await startMachines({ cluster, directory: dirname(database) });
  await machines.node("worker1");
  cluster.powerOff("worker1");
  return {
    args: "worker1",
    hosts: configuredOf(machines),
    holds: () => !cluster.isOff("worker1"),
    close: machines.close,
  };
}

/** The operation that has cordoned them. */
async function keepShutdown(
  database: string,
  cordons: readonly { readonly node: string; readonly uid: string }[],
): Promise<void> {
  const steps = cordons.map((each) => cordonNode.with(each));
  const next = givenOperation({
    ...{ id: "op-off000", line: "cluster shutdown --cluster=home", state: "succeeded" as const },
    plan: { ...givenOperation().plan, steps },
    steps: steps.map(() => ({ state: "done" as const })),
    proposedAt: 1,
  });
  const store = openSqlite(database);
  await store.operations.add({ next, entries: [] });
  await store.close();
}

/** Another node of another name, on the same machine, which was reset once. */
async function givenRejoining(cluster: SimulatedCluster, database: string): Promise<Given> {
  const { hosts, holds, close } = await givenRemoving(cluster, database, true);
  const isTidy = () => !tokens(cluster).some(({ metadata }) => metadata.annotations?.[tokenOf] !== undefined);
  const joined = () => cluster.store.get("nodes", undefined, "pi-9");
  return {
    args: "pi-1 --name pi-9",
    ...(hosts && { hosts }),
    ...(close && { close }),
    holds: async () => joined() !== undefined && isTidy() && (await holds()),
  };
}

/** Every rung is needed, and none of them is climbed twice. */
async function givenFullDisk(cluster: SimulatedCluster, database: string): Promise<Given> {
  const machines = await startMachines({ cluster, directory: dirname(database) });
  const { machine } = await machines.node("pi-1");
  const { disk } = machine;
  disk.fillTo(4_000_000_000);
  const vacuums = () =>
    machine.ran.filter((argv) => /systemd-run .*journalctl --rotate/.test(argv.join(" "))).length;
  return {
    args: "pi-1",
    hosts: configuredOf(machines),
    holds: () =>
      vacuums() === 1 &&
      disk.aptBytes < 1024 ** 2 &&
      disk.ended.length === 0 &&
      !disk.images.some(({ id }) => id === "sha256:77ab") &&
      machine.units.size === 0,
    close: machines.close,
  };
}

/** Reset first, deleted then, and nothing of either twice. */
async function givenRemoving(
  cluster: SimulatedCluster,
  database: string,
  joinsAgain = false,
): Promise<Given> {
  // Which of two pods it would let go first is chance.
  cluster.store.remove("policy/poddisruptionbudgets", "default", "whoami");
  const machines = await startMachines({ cluster, directory: dirname(database) });
  const { machine } = await machines.node("pi-1");
  const resets = () =>
    machine.ran.filter((argv) => /systemd-run .*kubeadm reset/.test(argv.join(" "))).length;
  return {
    args: "pi-1",
    hosts: configuredOf(machines),
    holds: () =>
      cluster.store.get("nodes", undefined, "pi-1") === undefined &&
      machine.files.has("/etc/kubernetes/kubelet.conf") === joinsAgain &&
      machine.units.size === 0 &&
      resets() === 1,
    close: machines.close,
  };
}

/** Only its beginning: its stages are killed as operations, and between them in test/campaign/kill.test.ts. */
async function givenRebootOfAll(cluster: SimulatedCluster, database: string): Promise<Given> {
  const machines = await startMachines({ cluster, directory: dirname(database) });
  return {
    args: "--delete-emptydir-data",
    hosts: configuredOf(machines),
    holds: async () => {
      const store = openSqlite(database);
      const begun = await store.campaigns.list({});
      await store.close();
      return begun.length === 1;
    },
    close: machines.close,
  };
}

/** What kubeadm makes anew is on a machine, and nothing of it goes through the API server. */
async function givenOldCertificates(cluster: SimulatedCluster, database: string): Promise<Given> {
  const machines = await startMachines({ cluster, directory: dirname(database) });
  const { machine, staticPods } = await machines.node("cp1");
  const served = () =>
    staticPods
      ?.containers()
      .find(({ component, state }) => component === "kube-apiserver" && state === "running")?.serves;
  const before = served();
  return {
    args: "",
    hosts: configuredOf(machines),
    holds: () =>
      served() !== before && served() === machine.files.get("/etc/kubernetes/pki/apiserver.crt")?.content,
    close: machines.close,
  };
}

/** Its kubelet was off for a year. */
async function givenEndedKubelet(cluster: SimulatedCluster, database: string): Promise<Given> {
  const machines = await startMachines({ cluster, directory: dirname(database) });
  const { machine } = await machines.node("pi-1");
  await endKubelet({ machine, cluster });
  const secrets = ["/etc/kubernetes/bootstrap-kubelet.conf", "/run/wheelhouse/"];
  return {
    args: "pi-1",
    hosts: configuredOf(machines),
    holds: () =>
      machine.services.get("kubelet")?.active === "active" &&
      isReady(nodeNamed(cluster, "pi-1")) &&
      ![...machine.files.keys()].some((path) => secrets.some((each) => path.startsWith(each))) &&
      !tokens(cluster).some(({ metadata }) => metadata.annotations?.[tokenOf] !== undefined),
    close: machines.close,
  };
}

async function givenControlPlane(
  cluster: SimulatedCluster,
  database: string,
  holds: (node: SimulatedNode) => boolean,
): Promise<Given> {
  const machines = await startMachines({ cluster, directory: dirname(database) });
  const node = await machines.node("cp1");
  return { args: "", hosts: configuredOf(machines), holds: () => holds(node), close: machines.close };
}

/** A patch release. A worker's control plane has it already. */
async function givenUpgrade(cluster: SimulatedCluster, database: string, name: string): Promise<Given> {
  const machines = await startMachines({ cluster, directory: dirname(database) });
  const { packages } = await machines.node(name);
  const { store } = cluster;
  const server = store.get("pods", "kube-system", "kube-apiserver-cp1");
  if (name !== "cp1" && server) {
    const image = "registry.k8s.io/kube-apiserver:v1.37.2";
    const containers = listAt(server, "spec.containers").map((each) => ({ ...each, image }));
    store.put(withAt(server, "spec.containers", containers));
  }
  return {
    args: `${name} 1.37.2 --delete-emptydir-data`,
    hosts: configuredOf(machines),
    holds: () =>
      textAt(nodeNamed(cluster, name), "status.nodeInfo.kubeletVersion") === "v1.37.2" &&
      !isCordoned(cluster, name) &&
      [...packages.installed.values()].every(({ version, held }) => version === "1.37.2-1.1" && held),
    close: machines.close,
  };
}

/** Of the repository that worker1's packages come from. */
async function givenEndedKey(cluster: SimulatedCluster, database: string): Promise<Given> {
  const machines = await startMachines({ cluster, directory: dirname(database) });
  const { machine } = await machines.node("worker1");
  machine.write(keyring, expiredKey);
  const wanted = keysIn(Buffer.from(repositoryKey));
  return {
    args: "worker1",
    hosts: configuredOf(machines),
    holds: () => {
      const found = keysIn(Buffer.from(machine.files.get(keyring)?.content ?? "", "latin1"));
      return JSON.stringify(found) === JSON.stringify(wanted);
    },
    close: machines.close,
  };
}

/** Only its beginning: its stages are killed as operations, and between them in test/campaign/kill.test.ts. */
async function givenUpgradeOfAll(cluster: SimulatedCluster, database: string): Promise<Given> {
  const machines = await startMachines({ cluster, directory: dirname(database) });
  return {
    args: "1.38.0 --delete-emptydir-data",
    hosts: configuredOf(machines),
    holds: async () => {
      const store = openSqlite(database);
      const begun = await store.campaigns.list({});
      await store.close();
      return begun.length === 1;
    },
    close: machines.close,
  };
}

async function pinsIn(database: string): Promise<readonly unknown[]> {
  const store = openSqlite(database);
  const pins = await store.hosts.list("home");
  await store.close();
  return pins;
}

async function begin(cluster: SimulatedCluster, name: string): Promise<void> {
  const scenario = SCENARIOS.find((each) => each.name === name);
  if (!scenario) throw new Error(`no scenario ${name}`);
  await scenario.begin(cluster);
}

function deletion(cluster: SimulatedCluster, flag: string): Given {
  const [pod] = podsOf(cluster, "default", "app", "whoami");
  if (!pod) throw new Error("no pod of whoami");
  const { name, uid } = pod.metadata;
  return {
    args: `default/${name} ${flag}`,
    holds: () => !cluster.store.list("pods", "default").some((each) => each.metadata.uid === uid),
  };
}

/** pi-1's kernel is too old for it; what started in another mode goes on. */
function crashInNftables(cluster: SimulatedCluster): void {
  const started = new Set<string>();
  cluster.afflict({
    name: "nftables",
    matches: ({ name, node }) => {
      if (!name.startsWith("kube-proxy-")) return false;
      if (configOf(cluster).includes("mode: nftables") && node === "pi-1") started.add(name);
      return started.has(name);
    },
    kind: "CrashLoopBackOff",
    exitCode: 1,
    restarts: 3,
    log: 'E1122 06:12:01.338210       1 run.go:72] "command failed" err="nftables requires kernel 5.13"\n',
  });
}

function areNew(now: Readonly<Record<string, string>>, before: Readonly<Record<string, string>>): boolean {
  const nodes = Object.keys(before);
  return (
    Object.keys(now).length === nodes.length && nodes.every((node) => now[node] && now[node] !== before[node])
  );
}

function nodeNamed({ store }: SimulatedCluster, name: string): KubeObject {
  const node = store.get("nodes", undefined, name);
  if (!node) throw new Error(`no node ${name}`);
  return node;
}

function isCordoned(cluster: SimulatedCluster, name: string): boolean {
  return at(nodeNamed(cluster, name), "spec.unschedulable") === true;
}

function isDrained(cluster: SimulatedCluster, node: string): boolean {
  const evictable = cluster.store
    .list("pods")
    .filter((pod) => textAt(pod, "spec.nodeName") === node && ownerOf(pod) !== "DaemonSet");
  return isCordoned(cluster, node) && evictable.length === 0;
}

function podsOf(
  { store }: SimulatedCluster,
  namespace: string,
  label: string,
  value: string,
): readonly KubeObject[] {
  return store.list("pods", namespace).filter(({ metadata }) => metadata.labels?.[label] === value);
}

function ownerOf({ metadata }: KubeObject): string | undefined {
  return metadata.ownerReferences?.[0]?.kind;
}

function isReady(pod: KubeObject): boolean {
  return listAt(pod, "status.conditions").some(({ type, status }) => type === "Ready" && status === "True");
}

function tokens({ store }: SimulatedCluster): readonly KubeObject[] {
  return store
    .list("secrets", "kube-system")
    .filter(({ metadata }) => metadata.name.startsWith("bootstrap-token-"));
}

function idOf({ metadata }: KubeObject): string {
  return metadata.name.slice("bootstrap-token-".length);
}

function signs({ store }: SimulatedCluster, id: string): boolean {
  const info = store.get("configmaps", "kube-public", "cluster-info");
  return labelsAt(info, "data")[`jws-kubeconfig-${id}`] !== undefined;
}

function requestNamed({ store }: SimulatedCluster, name: string): KubeObject | undefined {
  return store.get("certificates.k8s.io/certificatesigningrequests", undefined, name);
}

function conditions(request: KubeObject | undefined): readonly unknown[] {
  return listAt(request, "status.conditions").map(({ type }) => type);
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
