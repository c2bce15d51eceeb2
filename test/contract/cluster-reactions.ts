// What a whole cluster makes of a change: its controllers, its kubelets and its kube-proxy. Runs on the simulator, and on a
// real cluster, which needs all of kube-controller-manager, kube-scheduler and kubelets that can pull `image`.

import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RefusedError } from "#src/base/errors.ts";
import { progressOf } from "#src/kubeadm/disruption/rollout-progress.ts";
import type { Rollout, RolloutKind } from "#src/kubernetes/facts.ts";
import type { Unfenced } from "../unfenced.ts";
import { certificateRequest } from "./actions/certificate-request.ts";
import type { Connection } from "./connection.ts";

export type Reacting = {
  readonly admin: Connection;
  readonly cluster: Unfenced;
  /** Of a container that runs for ever. */
  readonly image: string;
};

type Json = { readonly [key: string]: unknown };

const suffix = Date.now().toString(36);
const NAMESPACE = `wheelhouse-reactions-${suffix}`;
const APPS = `/apis/apps/v1/namespaces/${NAMESPACE}`;
const REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
const patient = { timeout: 60_000, interval: 100 } as const;

export function reactionsContract(connect: () => Promise<Reacting>): void {
  let admin: Connection;
  let cluster: Unfenced;
  let image = "";

  beforeAll(async () => {
    ({ admin, cluster, image } = await connect());
    await post("/api/v1/namespaces", { metadata: { name: NAMESPACE } });
    await post(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, { metadata: { name: "default" } });
  });

  afterAll(async () => {
    for (const kind of ["deployments", "daemonsets", "statefulsets"]) {
      const { items = [] } = await get(`${APPS}/${kind}`);
      for (const { metadata } of items as readonly { metadata: { name: string } }[]) {
        await admin.request(`${APPS}/${kind}/${metadata.name}`, { method: "DELETE", body: {} });
      }
    }
    await admin.request(`/api/v1/namespaces/${NAMESPACE}`, { method: "DELETE", body: {} });
    await cluster.stop();
  });

  async function post(path: string, body: Json): Promise<void> {
    const answer = await admin.request(path, { method: "POST", body });
    if (answer.status !== 409 && answer.status >= 300) throw new Error(`${path}: ${answer.body.toString()}`);
  }

  async function get(path: string): Promise<Json> {
    return JSON.parse((await admin.request(path)).body.toString()) as Json;
  }

  async function givenWorkload(kind: RolloutKind, name: string, more: Json = {}): Promise<Rollout> {
    const labels = { app: name };
    const container = { name: "only", image };
    const tolerations = kind === "DaemonSet" ? [{ operator: "Exists" }] : [];
    await post(`${APPS}/${kind.toLowerCase()}s`, {
      metadata: { name },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [container], tolerations, terminationGracePeriodSeconds: 1 },
        },
        ...(kind !== "DaemonSet" && { replicas: 2 }),
        ...more,
      },
    });
    await expect.poll(() => isRolledOut(kind, name), patient).toBe(true);
    return rollout(kind, name);
  }

  async function rollout(kind: RolloutKind, name: string): Promise<Rollout> {
    const found = await cluster.rollout({ kind, namespace: NAMESPACE, name }, soon());
    if (found === undefined) throw new Error(`no ${kind} ${name}`);
    return found;
  }

  /** Its controller may write its status between our read and our change, which is then refused: as a step is, it is asked again. */
  async function changed(name: string, change: Parameters<Unfenced["changeDaemonSet"]>[1]): Promise<void> {
    while (true) {
      try {
        return await cluster.changeDaemonSet(await rollout("DaemonSet", name), change, soon());
      } catch (error) {
        if (!(error instanceof RefusedError) || !error.message.includes("it has changed since it was read"))
          throw error;
      }
    }
  }

  async function isRolledOut(kind: RolloutKind, name: string): Promise<boolean> {
    const { generation, observedGeneration, desired, updated, available, current } = await rollout(
      kind,
      name,
    );
    if (observedGeneration < generation || desired === 0) return false;
    return updated === desired && available === desired && current === desired;
  }

  async function podsOf(name: string) {
    return cluster.pods({ namespace: NAMESPACE, labels: { app: name } }, soon());
  }

  /** A real kubelet takes its time to end the others. */
  async function livingPodsOf(name: string) {
    return (await podsOf(name)).filter(({ deletedAt }) => deletedAt === undefined);
  }

  async function uidsOf(name: string): Promise<readonly string[]> {
    return (await livingPodsOf(name)).map(({ uid }) => uid);
  }

  test("a budget is counted anew when it changes and once an evicted pod is replaced", async () => {
    await givenWorkload("Deployment", "budgeted");
    const budgets = `/apis/policy/v1/namespaces/${NAMESPACE}/poddisruptionbudgets`;
    await post(budgets, {
      metadata: { name: "budgeted" },
      spec: { minAvailable: 2, selector: { matchLabels: { app: "budgeted" } } },
    });
    const allowed = async () => {
      const found = await cluster.disruptionBudgets(NAMESPACE, soon());
      const budget = found.find(({ name }) => name === "budgeted");
      return budget?.current ? [budget.disruptionsAllowed, budget.currentHealthy, budget.expectedPods] : [];
    };
    await expect.poll(allowed, patient).toEqual([0, 2, 2]);
    const [first, second] = await podsOf("budgeted");
    if (!first || !second) throw new Error("there are no two pods");
    expect(await cluster.evict(first, {}, soon())).toMatchObject({ outcome: "blocked" });

    const headers = { "Content-Type": "application/merge-patch+json" };
    await admin.request(`${budgets}/budgeted`, {
      method: "PATCH",
      headers,
      body: { spec: { minAvailable: 1 } },
    });
    await expect.poll(allowed, patient).toEqual([1, 2, 2]);
    expect(await cluster.evict(first, {}, soon())).toEqual({ outcome: "evicting" });
    await expect.poll(() => uidsOf("budgeted"), patient).not.toContain(first.uid);
    await expect.poll(allowed, patient).toEqual([1, 2, 2]);
    expect(await uidsOf("budgeted")).toContain(second.uid);
  });

  test.each(["Deployment", "DaemonSet"] as const)("a restarted %s replaces every pod", async (kind) => {
    const name = `restarted-${kind.toLowerCase()}`;
    const { uid } = await givenWorkload(kind, name);
    const before = await uidsOf(name);
    const mark = { at: Date.now(), annotations: { "wheelhouse.example/by": "op-1" } };
    await cluster.restartRollout({ kind, namespace: NAMESPACE, name, uid }, mark, soon());
    await expect.poll(() => isRolledOut(kind, name), patient).toBe(true);
    await expect
      .poll(async () => (await uidsOf(name)).filter((each) => before.includes(each)), patient)
      .toEqual([]);

    expect(await uidsOf(name)).toHaveLength(before.length);
    for (const pod of await livingPodsOf(name)) expect(pod.annotations).toMatchObject(mark.annotations);
  });

  test("a restarted StatefulSet with a partition replaces the pods above it alone", async () => {
    const rollingUpdate = { partition: 1 };
    const workload = { kind: "StatefulSet", namespace: NAMESPACE, name: "parted" } as const;
    const { uid } = await givenWorkload("StatefulSet", "parted", {
      serviceName: "parted",
      updateStrategy: { type: "RollingUpdate", rollingUpdate },
    });
    const before = await podsOf("parted");
    const mark = { at: Date.now(), annotations: { "wheelhouse.example/by": "op-1" } };
    await cluster.restartRollout({ ...workload, uid }, mark, soon());
    await expect
      .poll(async () => progressOf(await rollout("StatefulSet", "parted")), patient)
      .toMatchObject({
        complete: true,
        said: "1 of 2 pods are new, the others are kept by its partition, and all are available",
      });

    const uidOf = (pods: typeof before, name: string) => pods.find((pod) => pod.name === name)?.uid;
    const after = await podsOf("parted");
    expect(uidOf(after, "parted-0")).toBe(uidOf(before, "parted-0"));
    expect(uidOf(after, "parted-1")).not.toBe(uidOf(before, "parted-1"));
  });

  test("with OnDelete a new template comes to one node, by RollingUpdate to the others", async () => {
    const before = await givenWorkload("DaemonSet", "canary");
    const pods = await podsOf("canary");
    await changed("canary", {
      strategy: "OnDelete",
      templateAnnotations: { "wheelhouse.example/by": "op-2" },
    });
    const held = async () => (await rollout("DaemonSet", "canary")).observedGeneration > before.generation;
    await expect.poll(held, patient).toBe(true);
    expect((await rollout("DaemonSet", "canary")).updated).toBe(0);
    const [canary] = pods;
    if (!canary) throw new Error("there is no pod");
    await cluster.deletePod(canary, {}, soon());
    await expect.poll(async () => (await rollout("DaemonSet", "canary")).updated, patient).toBe(1);
    const fresh = (await podsOf("canary")).find(
      ({ node, uid }) => node === canary.node && uid !== canary.uid,
    );
    expect(fresh?.annotations).toMatchObject({ "wheelhouse.example/by": "op-2" });

    await changed("canary", { strategy: "RollingUpdate" });
    await expect.poll(() => isRolledOut("DaemonSet", "canary"), patient).toBe(true);
  });

  test("a cordoned node carries the taint, keeps its DaemonSets' pods and takes no others", async () => {
    await givenWorkload("DaemonSet", "everywhere");
    const pods = await podsOf("everywhere");
    const facts = await Promise.all(pods.map(({ node }) => cluster.node(node, soon())));
    const worker = facts.find((node) => node?.roles.length === 0)?.name ?? "";
    const here = pods.find(({ node }) => node === worker);
    if (!here) throw new Error("there is no worker");
    await cluster.setUnschedulable(worker, { unschedulable: true, annotations: {} }, soon());
    try {
      const taints = async () => (await cluster.node(worker, soon()))?.taints.map(({ key }) => key);
      await expect.poll(taints, patient).toContain("node.kubernetes.io/unschedulable");
      await cluster.deletePod(here, {}, soon());
      const back = async () =>
        (await podsOf("everywhere")).some(
          ({ node, uid, ready }) => node === worker && uid !== here.uid && ready,
        );
      await expect.poll(back, patient).toBe(true);
      await givenWorkload("Deployment", "elsewhere");
      expect((await podsOf("elsewhere")).map(({ node }) => node)).not.toContain(worker);
    } finally {
      await cluster.setUnschedulable(worker, { unschedulable: false, annotations: {} }, soon());
    }
    await expect.poll(async () => (await cluster.node(worker, soon()))?.taints, patient).toEqual([]);
  });

  describe("bootstrap tokens", () => {
    const group = "system:bootstrappers:kubeadm:default-node-token";
    const wanted = { description: "for a contract", groups: [group], annotations: {} };

    test("cluster-info is signed with a new token, and no longer once it is revoked", async () => {
      const { id } = await cluster.createToken({ ...wanted, expiresAt: Date.now() + 600_000 }, soon());
      const signature = async () => (await clusterInfo())[`jws-kubeconfig-${id}`];
      await expect.poll(signature, patient).toBeDefined();
      const [, secret = ""] = (await cluster.revealToken(id, soon())).split(".");
      const [header, , mac] = (await signature())?.split(".") ?? [];
      const payload = Buffer.from((await clusterInfo()).kubeconfig ?? "").toString("base64url");
      expect(JSON.parse(Buffer.from(header ?? "", "base64url").toString())).toEqual({
        alg: "HS256",
        kid: id,
      });
      expect(mac).toBe(createHmac("sha256", secret).update(`${header}.${payload}`).digest("base64url"));

      const found = (await cluster.bootstrapTokens(soon())).find((token) => token.id === id);
      await cluster.deleteToken({ id, uid: found?.uid ?? "" }, soon());
      await expect.poll(signature, patient).toBeUndefined();
    });

    test("a token that has passed is deleted", async () => {
      const { id } = await cluster.createToken({ ...wanted, expiresAt: Date.now() + 2_000 }, soon());
      const left = async () => (await cluster.bootstrapTokens(soon())).filter((token) => token.id === id);
      await expect.poll(left, patient).toEqual([]);
    });

    test("the root CA is the one of cluster-info", async () => {
      const root = await cluster.configMap("kube-public", "kube-root-ca.crt", soon());
      const data =
        /certificate-authority-data: (\S+)/.exec((await clusterInfo()).kubeconfig ?? "")?.[1] ?? "";
      expect(Buffer.from(data, "base64").toString().trim()).toBe(root?.data["ca.crt"]?.trim());
    });

    async function clusterInfo(): Promise<Readonly<Record<string, string>>> {
      return (await cluster.configMap("kube-public", "cluster-info", soon()))?.data ?? {};
    }
  });

  test("a deleted mirror pod comes back, as its machine runs it from a file", {
    timeout: 240_000,
  }, async () => {
    const mirrors = (await cluster.pods({ namespace: "kube-system" }, soon())).filter(({ mirror }) => mirror);
    const scheduler = mirrors.find(({ labels }) => labels.component === "kube-scheduler");
    if (!scheduler) throw new Error("there is no kube-scheduler");
    expect(scheduler.owner?.kind).toBe("Node");
    await cluster.deletePod(scheduler, {}, soon());
    // A real kubelet notices when it next compares what it runs, which it does about once a minute.
    const noticed = { ...patient, timeout: 180_000 };
    const back = async () =>
      (await cluster.pods({ namespace: "kube-system" }, soon())).some(
        ({ name, uid, mirror }) => name === scheduler.name && uid !== scheduler.uid && mirror,
      );
    await expect.poll(back, noticed).toBe(true);
  });

  test("an approved request of a kubelet is issued", async () => {
    const name = `wheelhouse-reactions-${suffix}`;
    await post(REQUESTS, {
      metadata: { name },
      spec: {
        request: Buffer.from(await certificateRequest("wheelhouse-nobody")).toString("base64"),
        signerName: "kubernetes.io/kubelet-serving",
        usages: ["digital signature", "server auth"],
      },
    });
    const find = async () => (await cluster.certificateRequests(soon())).find((each) => each.name === name);
    const found = await find();
    expect(found?.issued).toBe(false);
    const decision = { verdict: "approve", reason: "WheelhouseApproved", message: "" } as const;
    await cluster.decideCertificateRequest(found ?? { name, uid: "" }, decision, soon());
    await expect.poll(async () => (await find())?.issued, patient).toBe(true);
  });

  test("kube-proxy says in its log which mode it began with", async () => {
    const map = await cluster.configMap("kube-system", "kube-proxy", soon());
    const mode = /^mode: *"?([a-z]*)"?/m.exec(map?.data["config.conf"] ?? "")?.[1] || "iptables";
    const labels = { "k8s-app": "kube-proxy" };
    const pods = await cluster.pods({ namespace: "kube-system", labels }, soon());
    expect(pods.length).toBeGreaterThan(0);
    for (const { namespace, name } of pods) {
      const options = { container: undefined, previous: false, tailLines: 500, limitBytes: 1_000_000 };
      expect(await cluster.podLog(namespace, name, options, soon())).toContain(`Using ${mode} Proxier`);
    }
  });
}

function soon(): AbortSignal {
  return AbortSignal.timeout(60_000);
}
