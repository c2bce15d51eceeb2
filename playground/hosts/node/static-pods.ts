// The static pods of a simulated control plane: its kubelet runs what lies in the manifests' folder, if its certificates let it.
import { randomBytes, X509Certificate } from "node:crypto";
import type { SimulatedCluster } from "../../cluster/cluster.ts";
import type { Machine } from "../machine.ts";
import { certificatesIn } from "./pem.ts";

export type Container = {
  readonly id: string;
  readonly sandbox: string;
  readonly component: string;
  readonly attempt: number;
  /** Epoch milliseconds, by the machine's clock. */
  readonly createdAt: number;
  state: "running" | "exited";
  /** The certificate that it read when it began, and serves since. */
  readonly serves: string | undefined;
  readonly key: string | undefined;
};

type Component = {
  readonly name: string;
  /** Without these, valid, it ends as soon as it begins. */
  readonly needs: readonly string[];
  readonly serves?: string;
  readonly after?: string;
};

const pki = "/etc/kubernetes/pki";

export const components: readonly Component[] = [
  {
    name: "etcd",
    needs: [`${pki}/etcd/server.crt`, `${pki}/etcd/peer.crt`],
    serves: `${pki}/etcd/server.crt`,
  },
  {
    name: "kube-apiserver",
    needs: [`${pki}/apiserver-etcd-client.crt`],
    serves: `${pki}/apiserver.crt`,
    after: "etcd",
  },
  {
    name: "kube-controller-manager",
    needs: ["/etc/kubernetes/controller-manager.conf"],
    after: "kube-apiserver",
  },
  { name: "kube-scheduler", needs: ["/etc/kubernetes/scheduler.conf"], after: "kube-apiserver" },
];

export type StaticPods = {
  readonly containers: () => readonly Container[];
  readonly runs: (component: string) => boolean;
  /** All of them end, and nothing starts them anew. */
  readonly end: () => void;
  /** Ends the containers of a sandbox and forgets it; the kubelet makes another one. */
  readonly remove: (sandbox: string) => Promise<boolean>;
  /** All of them. */
  readonly restart: () => Promise<void>;
  /** What the kubelet does once it is told that something has changed. */
  readonly look: () => Promise<void>;
};

export function manifestOf(component: string): string {
  return `/etc/kubernetes/manifests/${component}.yaml`;
}

/** `isAsked`: whoever asks the cluster's API reaches the server of this machine. */
export function createStaticPods(
  machine: Machine,
  cluster: SimulatedCluster,
  { isAsked }: { readonly isAsked: boolean },
): StaticPods {
  let all: Container[] = [];
  const attempts = new Map<string, number>();
  for (const component of components) begin(component);

  return { containers: () => all, runs, end, remove, restart, look };

  function end(): void {
    all = [];
  }

  async function restart(): Promise<void> {
    all = [];
    await look();
  }

  async function remove(sandbox: string): Promise<boolean> {
    const found = all.some((each) => each.sandbox === sandbox);
    all = all.filter((each) => each.sandbox !== sandbox);
    if (found) await look();
    return found;
  }

  async function look(): Promise<void> {
    const isKubeletUp = machine.services.get("kubelet")?.active === "active";
    for (const component of components) {
      const own = all.find(({ component: name }) => name === component.name);
      const isWanted = machine.files.has(manifestOf(component.name));
      if (own && isKubeletUp && !isWanted) all = all.filter((each) => each !== own);
      if (own?.state === "exited" && isKubeletUp && isWanted && canRun(component)) {
        all = all.filter((each) => each !== own);
        begin(component, own.sandbox);
      }
      if (!own && isKubeletUp && isWanted) begin(component);
      const still = all.find(({ component: name }) => name === component.name);
      if (still?.state === "running" && component.after && !runs(component.after)) still.state = "exited";
    }
    await react();
  }

  function begin(component: Component, sandbox = id()): void {
    const attempt = (attempts.get(component.name) ?? -1) + 1;
    attempts.set(component.name, attempt);
    const [serves, key] = [component.serves, component.serves?.replace(/crt$/, "key")].map(
      (path) => path && machine.files.get(path)?.content,
    );
    const state = canRun(component) ? "running" : "exited";
    all.push({
      ...{ id: id(), sandbox, component: component.name, attempt, createdAt: machine.now(), state },
      ...{ serves, key },
    });
  }

  function canRun({ needs, after }: Component): boolean {
    return (after === undefined || runs(after)) && needs.every((path) => isValid(machine, path));
  }

  function runs(name: string): boolean {
    return all.some(({ component, state }) => component === name && state === "running");
  }

  async function react(): Promise<void> {
    if (!isAsked) return;
    const server = all.find(({ component }) => component === "kube-apiserver");
    if (server?.state !== "running" || !server.serves || !server.key) return cluster.stop();
    cluster.present({ cert: server.serves, key: server.key });
    await cluster.start();
  }
}

/** Of a file with a certificate in it, or of a kubeconfig. */
export function isValid(machine: Machine, path: string): boolean {
  const [pem] = certificatesIn(machine.files.get(path)?.content ?? "");
  if (pem === undefined) return false;
  const { validFrom, validTo } = new X509Certificate(pem);
  return Date.parse(validFrom) <= machine.now() && machine.now() < Date.parse(validTo);
}

function id(): string {
  return randomBytes(32).toString("hex");
}
