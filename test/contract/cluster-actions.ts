// What Wheelhouse relies on when it changes a cluster, as tests that run on the simulator and on a real API server alike.
// None of it needs a controller or a kubelet. Budgets have the status that a test writes, so no disruption controller may run.
import "../../playground/cluster/reflect.ts";
import { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } from "@peculiar/x509";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RefusedError } from "#src/errors.ts";
import type { ObjectRef, PodRef } from "#src/kubernetes/actions.ts";
import type { ClusterConnection } from "#src/kubernetes/cluster.ts";
import type { RolloutKind } from "#src/kubernetes/facts.ts";
import type { Connection } from "./cluster.ts";

export type Actors = {
  /** Arranges what the tests need. */
  readonly admin: Connection;
  /** The adapter with every right. */
  readonly cluster: ClusterConnection;
  /** The adapter of somebody whom the API server knows and who may nothing. */
  readonly stranger: (namespace: string) => Promise<ClusterConnection>;
};

type Json = { readonly [key: string]: unknown };

const suffix = Date.now().toString(36);
const NAMESPACE = `wheelhouse-actions-${suffix}`;
const NODE = `wheelhouse-actions-${suffix}`;
const CORE = `/api/v1/namespaces/${NAMESPACE}`;
const APPS = `/apis/apps/v1/namespaces/${NAMESPACE}`;
const BUDGETS = `/apis/policy/v1/namespaces/${NAMESPACE}/poddisruptionbudgets`;
const REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
const OTHER_UID = "11111111-1111-4111-8111-111111111111";
const DAY_SECONDS = 86_400;

export function actionsContract(connect: () => Promise<Actors>): void {
  let actors: Actors;
  let cluster: ClusterConnection;

  beforeAll(async () => {
    actors = await connect();
    cluster = actors.cluster;
    await post("/api/v1/namespaces", { metadata: { name: NAMESPACE } });
    await post(`${CORE}/serviceaccounts`, { metadata: { name: "default" } });
    await post("/api/v1/nodes", { metadata: { name: NODE, annotations: { "example.com/kept": "yes" } } });
  });

  afterAll(async () => {
    for (const name of await namesIn(`${CORE}/pods`)) {
      const options = { method: "DELETE", body: { gracePeriodSeconds: 0 } };
      await actors.admin.request(`${CORE}/pods/${name}`, options);
    }
    for (const path of [`/api/v1/nodes/${NODE}`, `/api/v1/namespaces/${NAMESPACE}`]) {
      await actors.admin.request(path, { method: "DELETE", body: {} });
    }
    await cluster.stop();
  });

  async function post(path: string, body: Json): Promise<Json> {
    const answer = await actors.admin.request(path, { method: "POST", body });
    if (answer.status !== 409 && answer.status >= 300) throw new Error(`${path}: ${answer.body.toString()}`);
    return JSON.parse(answer.body.toString()) as Json;
  }

  async function patch(path: string, body: Json): Promise<void> {
    const headers = { "Content-Type": "application/merge-patch+json" };
    const answer = await actors.admin.request(path, { method: "PATCH", headers, body });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.body.toString()}`);
  }

  async function get(path: string): Promise<Json> {
    return JSON.parse((await actors.admin.request(path)).body.toString()) as Json;
  }

  async function namesIn(path: string): Promise<readonly string[]> {
    const { items = [] } = (await get(path)) as { items?: readonly { metadata: { name: string } }[] };
    return items.map(({ metadata }) => metadata.name);
  }

  /** A pod on a machine that nobody has, so that whatever is deleted with grace stays to be looked at. */
  async function givenPod(name: string, more: { labels?: Json; spec?: Json; annotations?: Json } = {}) {
    const { labels = {}, spec = {}, annotations = {} } = more;
    await post(`${CORE}/pods`, {
      metadata: { name, labels, annotations },
      spec: { containers: [{ name: "only", image: "example.com/only:1" }], nodeName: NODE, ...spec },
    });
    await patch(`${CORE}/pods/${name}/status`, {
      status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
    });
    return refOf(await get(`${CORE}/pods/${name}`));
  }

  async function givenBudget(name: string, spec: Json, status: Json | undefined): Promise<void> {
    await post(BUDGETS, { metadata: { name }, spec });
    if (status !== undefined) await patch(`${BUDGETS}/${name}/status`, { status });
  }

  async function isThere(ref: PodRef): Promise<boolean> {
    const { metadata } = (await get(`${CORE}/pods/${ref.name}`)) as { metadata?: { uid?: string } };
    return metadata?.uid === ref.uid;
  }

  async function deletionOf({ name }: PodRef): Promise<unknown> {
    const { metadata } = (await get(`${CORE}/pods/${name}`)) as { metadata?: Json };
    return metadata?.deletionTimestamp;
  }

  describe("nodes", () => {
    const mine = { "wheelhouse.example/by": "op-1" };

    test("a node is cordoned with our annotation beside the others, and uncordoned without it", async () => {
      const before = await cluster.node(NODE, soon());
      const uid = before?.uid;
      await cluster.setUnschedulable(NODE, { unschedulable: true, annotations: mine, uid }, soon());
      const cordoned = await cluster.node(NODE, soon());
      const annotations = { "wheelhouse.example/by": null };
      await cluster.setUnschedulable(NODE, { unschedulable: false, annotations, uid }, soon());
      const after = await cluster.node(NODE, soon());

      expect(before).toMatchObject({ name: NODE, unschedulable: false });
      expect(cordoned).toMatchObject({
        unschedulable: true,
        annotations: { ...mine, "example.com/kept": "yes" },
      });
      expect(after?.unschedulable).toBe(false);
      expect(after?.annotations).not.toHaveProperty("wheelhouse.example/by");
      expect(Number(after?.resourceVersion)).toBeGreaterThan(Number(before?.resourceVersion));
    });

    test("a node says who cordoned it, and no longer once somebody else has done so again", async () => {
      const uid = (await cluster.node(NODE, soon()))?.uid;
      await cluster.setUnschedulable(NODE, { unschedulable: true, annotations: mine, uid }, soon());
      const ours = await cluster.node(NODE, soon());
      const path = `/api/v1/nodes/${NODE}?fieldManager=kubectl`;
      await patch(path, { spec: { unschedulable: null } });
      const free = await cluster.node(NODE, soon());
      await patch(path, { spec: { unschedulable: true } });
      const theirs = await cluster.node(NODE, soon());
      await patch(path, { spec: { unschedulable: null } });

      expect(ours?.cordonedWith).toBe("wheelhouse");
      expect(free?.cordonedWith).toBeUndefined();
      expect(theirs).toMatchObject({ cordonedWith: "kubectl", annotations: mine });
    });

    test("another node of the same name is left alone", async () => {
      const change = { unschedulable: true, annotations: mine, uid: OTHER_UID };
      await expect(cluster.setUnschedulable(NODE, change, soon())).rejects.toThrow(
        "another of the same name has taken its place since it was read",
      );
      expect((await cluster.node(NODE, soon()))?.unschedulable).toBe(false);
    });

    test("a node that is not there is undefined, and cannot be cordoned", async () => {
      expect(await cluster.node("no-such-node", soon())).toBeUndefined();
      const change = { unschedulable: true, annotations: {} };
      await expect(cluster.setUnschedulable("no-such-node", change, soon())).rejects.toThrow(
        /^cannot cordon no-such-node on home: it is not there \(nodes "no-such-node" not found\)$/,
      );
    });
  });

  describe("pods", () => {
    test("a pod is read with what decides whether it can be moved", async () => {
      const volumes = [
        { name: "scratch", emptyDir: { medium: "Memory" } },
        { name: "host", hostPath: { path: "/srv" } },
        { name: "data", persistentVolumeClaim: { claimName: "data-0" } },
      ];
      const owner = {
        apiVersion: "apps/v1",
        kind: "StatefulSet",
        name: "db",
        uid: OTHER_UID,
        controller: true,
      };
      await post(`${CORE}/pods`, {
        metadata: { name: "read", labels: { app: "read", own: "label" }, ownerReferences: [owner] },
        spec: {
          containers: [{ name: "only", image: "example.com/only:1" }],
          nodeName: NODE,
          terminationGracePeriodSeconds: 7,
          volumes,
        },
      });
      await givenPod("mirror", { annotations: { "kubernetes.io/config.mirror": "abc" } });
      const pods = await cluster.pods({ node: NODE, namespace: NAMESPACE }, soon());
      const labelled = await cluster.pods({ namespace: NAMESPACE, labels: { app: "read" } }, soon());

      const read = pods.find(({ name }) => name === "read");
      expect(read).toMatchObject({
        node: NODE,
        phase: "Pending",
        labels: { app: "read", own: "label" },
        owner: { kind: "StatefulSet", name: "db", uid: OTHER_UID },
        mirror: false,
        priority: 0,
        graceSeconds: 7,
        startedAt: undefined,
        images: { only: "example.com/only:1" },
      });
      expect(read?.volumes.slice(0, 3)).toEqual([
        { name: "scratch", kind: "emptyDir", target: "", inMemory: true },
        { name: "host", kind: "hostPath", target: "/srv", inMemory: false },
        { name: "data", kind: "persistentVolumeClaim", target: "data-0", inMemory: false },
      ]);
      expect(pods.find(({ name }) => name === "mirror")?.mirror).toBe(true);
      expect(labelled.map(({ name }) => name)).toEqual(["read"]);
    });

    test("a pod without a budget is evicted with its own grace, and again does no harm", async () => {
      const pod = await givenPod("free", { spec: { terminationGracePeriodSeconds: 600 } });
      expect(await cluster.evict(pod, {}, soon())).toEqual({ outcome: "evicting" });
      expect(await deletionOf(pod)).toBeDefined();
      expect(await cluster.evict(pod, {}, soon())).toEqual({ outcome: "evicting" });
      const [seen] = (await cluster.pods({ namespace: NAMESPACE }, soon())).filter(
        ({ uid }) => uid === pod.uid,
      );
      // Kubernetes dates a deletion at the end of the grace.
      expect((seen?.deletedAt ?? 0) - Date.now()).toBeGreaterThan(500_000);
    });

    test("a pod that is no longer there, or another of its name, is gone already", async () => {
      const pod = await givenPod("replaced");
      const other = { ...pod, uid: OTHER_UID };
      const nobody = { ...pod, name: "nobody" };
      expect(await cluster.evict(other, {}, soon())).toEqual({ outcome: "gone" });
      expect(await cluster.deletePod(other, {}, soon())).toBe("gone");
      expect(await cluster.evict(nobody, {}, soon())).toEqual({ outcome: "gone" });
      expect(await cluster.deletePod(nobody, {}, soon())).toBe("gone");
      expect(await deletionOf(pod)).toBeUndefined();
    });

    test("a deleted pod has its grace, a forced one is gone at once", async () => {
      const pod = await givenPod("deleted", { spec: { terminationGracePeriodSeconds: 600 } });
      expect(await cluster.deletePod(pod, { graceSeconds: 300 }, soon())).toBe("deleting");
      expect(await deletionOf(pod)).toBeDefined();
      expect(await cluster.deletePod(pod, { graceSeconds: 0 }, soon())).toBe("deleting");
      expect(await isThere(pod)).toBe(false);
    });

    test("a pod that no machine runs yet is gone at once", async () => {
      await post(`${CORE}/pods`, {
        metadata: { name: "unbound" },
        spec: {
          containers: [{ name: "only", image: "example.com/only:1" }],
          schedulerName: "nobody",
        },
      });
      const pod = refOf(await get(`${CORE}/pods/unbound`));
      expect(await cluster.deletePod(pod, {}, soon())).toBe("deleting");
      expect(await isThere(pod)).toBe(false);
    });
  });

  describe("disruption budgets", () => {
    const counted = { observedGeneration: 1, currentHealthy: 2, desiredHealthy: 2, expectedPods: 2 };
    const selecting = (app: string) => ({
      selector: { matchExpressions: [{ key: "app", operator: "In", values: [app] }] },
    });

    test("a budget is read with its selector and its counts", async () => {
      const spec = { ...selecting("read"), maxUnavailable: "50%", unhealthyPodEvictionPolicy: "AlwaysAllow" };
      await givenBudget("read", spec, { ...counted, disruptionsAllowed: 0 });
      const budgets = await cluster.disruptionBudgets(NAMESPACE, soon());
      expect(budgets.find(({ name }) => name === "read")).toEqual({
        namespace: NAMESPACE,
        name: "read",
        selector: {
          matchLabels: {},
          matchExpressions: [{ key: "app", operator: "In", values: ["read"] }],
        },
        minAvailable: "",
        maxUnavailable: "50%",
        disruptionsAllowed: 0,
        currentHealthy: 2,
        desiredHealthy: 2,
        expectedPods: 2,
        unhealthyPodEvictionPolicy: "AlwaysAllow",
        current: true,
      });
    });

    test("a budget that allows nothing blocks, in words that name it", async () => {
      const pod = await givenPod("blocked", { labels: { app: "blocked" } });
      const status = { ...counted, disruptionsAllowed: 0 };
      await givenBudget("blocks", { ...selecting("blocked"), minAvailable: 2 }, status);
      expect(await cluster.evict(pod, {}, soon())).toEqual({
        outcome: "blocked",
        why: "The disruption budget blocks needs 2 healthy pods and has 2 currently",
        retryAfterMs: 5_000,
      });
      expect(await deletionOf(pod)).toBeUndefined();
    });

    test("a budget that nobody counted yet blocks for as long as the server says", async () => {
      const pod = await givenPod("early", { labels: { app: "early" } });
      await givenBudget("early", { ...selecting("early"), minAvailable: 1 }, undefined);
      expect(await cluster.evict(pod, {}, soon())).toEqual({
        outcome: "blocked",
        why: "The disruption budget early is still being processed by the server.",
        retryAfterMs: 10_000,
      });
    });

    test("an eviction is charged to its budget, so that the next one is blocked", async () => {
      const first = await givenPod("first", { labels: { app: "charged" } });
      const second = await givenPod("second", { labels: { app: "charged" } });
      const status = { ...counted, desiredHealthy: 1, disruptionsAllowed: 1 };
      await givenBudget("charged", { ...selecting("charged"), minAvailable: 1 }, status);
      expect(await cluster.evict(first, {}, soon())).toEqual({ outcome: "evicting" });
      expect((await cluster.evict(second, {}, soon())).outcome).toBe("blocked");
    });

    test("an unready pod goes where enough are healthy without it", async () => {
      const pod = await givenPod("unready", { labels: { app: "unready" } });
      await patch(`${CORE}/pods/unready/status`, {
        status: { conditions: [{ type: "Ready", status: "False" }] },
      });
      const status = { ...counted, desiredHealthy: 2, disruptionsAllowed: 0 };
      await givenBudget("unready", { ...selecting("unready"), minAvailable: 2 }, status);
      expect(await cluster.evict(pod, {}, soon())).toEqual({ outcome: "evicting" });
    });

    test("two budgets over one pod refuse for good", async () => {
      const pod = await givenPod("twice", { labels: { app: "twice" } });
      await givenBudget("twice-a", { ...selecting("twice"), minAvailable: 0 }, undefined);
      await givenBudget("twice-b", { ...selecting("twice"), minAvailable: 0 }, undefined);
      const eviction = cluster.evict(pod, {}, soon());
      await expect(eviction).rejects.toBeInstanceOf(RefusedError);
      await expect(eviction).rejects.toThrow(/more than one PodDisruptionBudget/);
    });
  });

  describe("workloads", () => {
    const kinds = ["Deployment", "StatefulSet", "DaemonSet"] as const;

    async function givenWorkload(kind: RolloutKind, name: string, spec: Json = {}): Promise<void> {
      const labels = { app: name };
      await post(`${APPS}/${kind.toLowerCase()}s`, {
        metadata: { name },
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              containers: [
                { name: "one", image: "example.com/one:1" },
                { name: "two", image: "example.com/two:1" },
              ],
              nodeSelector: { "kubernetes.io/os": "linux", "example.com/nowhere": "yes" },
              tolerations: [{ key: "k", operator: "Exists" }],
            },
          },
          ...(kind === "DaemonSet" ? {} : { replicas: 0 }),
          ...(kind === "StatefulSet" ? { serviceName: name } : {}),
          ...spec,
        },
      });
    }

    async function versionOf(name: string): Promise<ObjectRef> {
      const found = await cluster.rollout({ kind: "DaemonSet", namespace: NAMESPACE, name }, soon());
      if (found === undefined) throw new Error(`no DaemonSet ${name}`);
      const { namespace, uid, resourceVersion } = found;
      return { namespace, name, uid, resourceVersion };
    }

    test.each(kinds)("a restarted %s has a new generation and says whose restart it was", async (kind) => {
      const name = `restart-${kind.toLowerCase()}`;
      await givenWorkload(kind, name);
      const workload = { kind, namespace: NAMESPACE, name };
      const before = await cluster.rollout(workload, soon());
      const mark = {
        at: Date.parse("2026-11-22T10:00:00Z"),
        annotations: { "wheelhouse.example/by": "op-2" },
      };
      await cluster.restartRollout({ ...workload, uid: before?.uid ?? "" }, mark, soon());
      const after = await cluster.rollout(workload, soon());

      expect(before).toMatchObject({ ...workload, generation: 1, paused: false });
      expect(before?.template.images).toEqual({ one: "example.com/one:1", two: "example.com/two:1" });
      expect(after?.generation).toBe(2);
      expect(after?.template.annotations).toEqual({
        "kubectl.kubernetes.io/restartedAt": "2026-11-22T10:00:00Z",
        "wheelhouse.example/by": "op-2",
      });
      await expect(
        cluster.restartRollout({ ...workload, uid: OTHER_UID }, mark, soon()),
      ).rejects.toBeInstanceOf(RefusedError);
    });

    test("a StatefulSet's partition is read, and is 0 where none is set", async () => {
      const rollingUpdate = { partition: 2 };
      await givenWorkload("StatefulSet", "parted", {
        updateStrategy: { type: "RollingUpdate", rollingUpdate },
      });
      await givenWorkload("StatefulSet", "whole");
      const partitionOf = async (name: string) =>
        (await cluster.rollout({ kind: "StatefulSet", namespace: NAMESPACE, name }, soon()))?.partition;
      expect(await partitionOf("parted")).toBe(2);
      expect(await partitionOf("whole")).toBe(0);
    });

    test("a paused Deployment is not restarted", async () => {
      await givenWorkload("Deployment", "paused", { paused: true });
      const workload = { kind: "Deployment", namespace: NAMESPACE, name: "paused" } as const;
      const found = await cluster.rollout(workload, soon());
      const restart = cluster.restartRollout(
        { ...workload, uid: found?.uid ?? "" },
        { at: 0, annotations: {} },
        soon(),
      );
      await expect(restart).rejects.toThrow("it is paused, so nothing would happen");
      expect((await cluster.rollout(workload, soon()))?.generation).toBe(1);
    });

    test("a workload that is not there is undefined, and cannot be restarted", async () => {
      const workload = { kind: "StatefulSet", namespace: NAMESPACE, name: "nobody" } as const;
      expect(await cluster.rollout(workload, soon())).toBeUndefined();
      const restart = cluster.restartRollout(
        { ...workload, uid: OTHER_UID },
        { at: 0, annotations: {} },
        soon(),
      );
      await expect(restart).rejects.toBeInstanceOf(RefusedError);
    });

    test("a DaemonSet's template is changed in the fields that are named, and only there", async () => {
      const terms = [
        { matchExpressions: [{ key: "kubernetes.io/arch", operator: "In", values: ["amd64"] }] },
      ];
      await givenWorkload("DaemonSet", "mend");
      await patch(`${APPS}/daemonsets/mend`, {
        spec: {
          template: {
            spec: {
              affinity: {
                nodeAffinity: {
                  requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms },
                },
              },
            },
          },
        },
      });
      const name = { kind: "DaemonSet", namespace: NAMESPACE, name: "mend" } as const;
      const before = await cluster.rollout(name, soon());
      await cluster.changeDaemonSet(
        await versionOf("mend"),
        {
          tolerations: [{ key: "", operator: "Exists", value: "", effect: "", seconds: undefined }],
          nodeSelector: { "example.com/nowhere": "yes" },
          nodeAffinity: "none",
          images: { two: "example.com/two:2" },
          templateAnnotations: { "wheelhouse.example/by": "op-3" },
          strategy: "OnDelete",
          annotations: { "wheelhouse.example/was": "before" },
        },
        soon(),
      );
      const after = await cluster.rollout(name, soon());

      expect(before?.template.nodeAffinity).toEqual([
        { matchExpressions: terms[0]?.matchExpressions, matchFields: [] },
      ]);
      expect(before?.strategy).toBe("RollingUpdate");
      expect(after?.template).toMatchObject({
        images: { one: "example.com/one:1", two: "example.com/two:2" },
        annotations: { "wheelhouse.example/by": "op-3" },
        nodeAffinity: undefined,
      });
      expect(after?.template.nodeSelector).toEqual({ "example.com/nowhere": "yes" });
      expect(after?.template.tolerations).toEqual([
        { key: "", operator: "Exists", value: "", effect: "", seconds: undefined },
      ]);
      expect([after?.strategy, after?.maxUnavailable]).toEqual(["OnDelete", "1"]);
      expect(after?.annotations).toMatchObject({ "wheelhouse.example/was": "before" });
    });

    test("a required node affinity goes and comes back as it was, and the preferred one stays", async () => {
      const affinity = {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: "kubernetes.io/arch", operator: "In", values: ["amd64"] }] },
            ],
          },
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, preference: { matchExpressions: [{ key: "disk", operator: "Exists" }] } },
          ],
        },
      };
      await givenWorkload("DaemonSet", "affine");
      await patch(`${APPS}/daemonsets/affine`, { spec: { template: { spec: { affinity } } } });
      const name = { kind: "DaemonSet", namespace: NAMESPACE, name: "affine" } as const;
      const before = await cluster.rollout(name, soon());
      await cluster.changeDaemonSet(await versionOf("affine"), { requiredNodeAffinity: "none" }, soon());
      expect((await cluster.rollout(name, soon()))?.template.nodeAffinity).toBeUndefined();
      const requiredNodeAffinity = before?.template.nodeAffinity;
      await cluster.changeDaemonSet(await versionOf("affine"), { requiredNodeAffinity }, soon());
      const { spec } = await get(`${APPS}/daemonsets/affine`);
      expect((await cluster.rollout(name, soon()))?.template).toEqual(before?.template);
      expect(JSON.stringify(spec)).toContain("preferredDuringSchedulingIgnoredDuringExecution");
    });

    test("a DaemonSet that somebody changed meanwhile is left alone", async () => {
      await givenWorkload("DaemonSet", "race");
      const read = await versionOf("race");
      await patch(`${APPS}/daemonsets/race`, { metadata: { annotations: { by: "somebody" } } });
      await expect(cluster.changeDaemonSet(read, { nodeSelector: {} }, soon())).rejects.toThrow(
        /^cannot change daemonset \S+\/race on home: it has changed since it was read/,
      );
    });
  });

  describe("kube-proxy's ConfigMap", () => {
    const key = `wheelhouse-actions-${suffix}`;

    beforeAll(async () => {
      // A bare API server has none.
      await post("/api/v1/namespaces/kube-system/configmaps", { metadata: { name: "kube-proxy" } });
    });

    test("one key is changed and removed again, the others stay", async () => {
      const before = await configMap();
      await cluster.changeConfigMap(
        before,
        { data: { [key]: "one" }, annotations: { [key]: "kept" } },
        soon(),
      );
      const changed = await configMap();
      const gone = { data: { [key]: null }, annotations: { [key]: null } };
      await cluster.changeConfigMap(changed, gone, soon());
      const after = await configMap();

      expect(changed.data).toEqual({ ...before.data, [key]: "one" });
      expect(changed.annotations).toMatchObject({ [key]: "kept" });
      expect(after.data).toEqual(before.data);
      await expect(cluster.changeConfigMap(before, { data: { [key]: "two" } }, soon())).rejects.toThrow(
        "it has changed since it was read",
      );
    });

    test("ConfigMaps that are nobody's business are neither read nor changed", async () => {
      const ref = { namespace: NAMESPACE, name: "x", uid: OTHER_UID, resourceVersion: "1" };
      await expect(cluster.configMap(NAMESPACE, "x", soon())).rejects.toBeInstanceOf(RefusedError);
      await expect(cluster.changeConfigMap(ref, { data: {} }, soon())).rejects.toBeInstanceOf(RefusedError);
    });

    async function configMap() {
      const found = await cluster.configMap("kube-system", "kube-proxy", soon());
      if (found === undefined) throw new Error("there is no ConfigMap kube-proxy");
      return found;
    }
  });

  describe("bootstrap tokens", () => {
    const wanted = {
      expiresAt: Date.parse("2999-01-01T00:00:00Z"),
      description: "for a contract",
      groups: ["system:bootstrappers:kubeadm:default-node-token"],
      annotations: { "wheelhouse.example/by": "op-4" },
    };

    test("a token is made, listed without its secret, revealed and revoked", async () => {
      const { id } = await cluster.createToken(wanted, soon());
      const listed = (await cluster.bootstrapTokens(soon())).find((each) => each.id === id);
      const whole = await cluster.revealToken(id, soon());
      const [publicHalf, secretHalf = ""] = whole.split(".");

      expect(listed).toMatchObject({ ...wanted, ours: true, usages: ["authentication", "signing"] });
      expect(whole).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
      expect(publicHalf).toBe(id);
      expect(JSON.stringify(listed)).not.toContain(secretHalf);
      expect(JSON.stringify(listed)).not.toContain(Buffer.from(secretHalf).toString("base64"));
      await expect(cluster.deleteToken({ id, uid: OTHER_UID }, soon())).rejects.toBeInstanceOf(RefusedError);
      expect(await cluster.deleteToken({ id, uid: listed?.uid ?? "" }, soon())).toBe("deleting");
      expect(await cluster.deleteToken({ id, uid: listed?.uid ?? "" }, soon())).toBe("gone");
      await expect(cluster.revealToken(id, soon())).rejects.toBeInstanceOf(RefusedError);
    });

    test("a token without an end or with other people's groups is never made", async () => {
      const endless = { ...wanted, expiresAt: Number.POSITIVE_INFINITY };
      const powerful = { ...wanted, groups: ["system:masters"] };
      await expect(cluster.createToken(endless, soon())).rejects.toBeInstanceOf(RefusedError);
      await expect(cluster.createToken(powerful, soon())).rejects.toBeInstanceOf(RefusedError);
    });
  });

  describe("certificate requests", () => {
    async function givenRequest(name: string) {
      const request = await certificateRequest(NODE);
      await post(REQUESTS, {
        metadata: { name: `${name}-${suffix}` },
        spec: {
          request: Buffer.from(request).toString("base64"),
          signerName: "kubernetes.io/kubelet-serving",
          usages: ["digital signature", "server auth"],
          expirationSeconds: DAY_SECONDS,
        },
      });
      const all = await cluster.certificateRequests(soon());
      const found = all.find((each) => each.name === `${name}-${suffix}`);
      if (found === undefined) throw new Error(`no request ${name}`);
      return { found, request };
    }

    const decision = { verdict: "approve", reason: "WheelhouseApproved", message: "asked by U1" } as const;

    test("a request is read as its applicant wrote it and its server vouches for it", async () => {
      const { found, request } = await givenRequest("read");
      expect(found).toMatchObject({
        signer: "kubernetes.io/kubelet-serving",
        usages: ["digital signature", "server auth"],
        expirationSeconds: DAY_SECONDS,
        conditions: [],
        issued: false,
        request,
      });
      expect(found.groups).toContain("system:authenticated");
      expect(found.username).not.toBe("");
    });

    test("an approval is written once, and neither repeated nor turned into a denial", async () => {
      const { found } = await givenRequest("approve");
      await cluster.decideCertificateRequest(found, decision, soon());
      const after = (await cluster.certificateRequests(soon())).find(({ uid }) => uid === found.uid);
      expect(after?.conditions[0]).toMatchObject({
        type: "Approved",
        reason: "WheelhouseApproved",
        message: "asked by U1",
      });
      expect(after?.conditions[0]?.since).toBeGreaterThan(0);
      for (const verdict of ["approve", "deny"] as const) {
        await expect(
          cluster.decideCertificateRequest(found, { ...decision, verdict }, soon()),
        ).rejects.toThrow("it is approved already");
      }
    });

    test("a denial is written, another request of the same name is not touched", async () => {
      const { found } = await givenRequest("deny");
      const other = { ...found, uid: OTHER_UID };
      await expect(cluster.decideCertificateRequest(other, decision, soon())).rejects.toThrow(
        "it is another request of the same name",
      );
      await cluster.decideCertificateRequest(found, { ...decision, verdict: "deny" }, soon());
      const after = (await cluster.certificateRequests(soon())).find(({ uid }) => uid === found.uid);
      expect(after?.conditions.map(({ type }) => type)).toEqual(["Denied"]);
    });

    test("the API server itself lets a decision neither go nor be doubled", async () => {
      const { found } = await givenRequest("final");
      await cluster.decideCertificateRequest(found, decision, soon());
      const object = (await get(`${REQUESTS}/${found.name}`)) as { status: { conditions: readonly Json[] } };
      const put = (conditions: readonly Json[]) =>
        actors.admin.request(`${REQUESTS}/${found.name}/approval`, {
          method: "PUT",
          body: { ...object, status: { conditions } },
        });
      const denied = { type: "Denied", status: "True", reason: "X", message: "" };
      const [removed, doubled] = [await put([]), await put([...object.status.conditions, denied])];
      expect([removed.status, doubled.status]).toEqual([422, 422]);
      expect(removed.body.toString()).toContain('updates may not remove a condition of type \\"Approved\\"');
      // 1.36 says it in other words.
      expect(doubled.body.toString()).toMatch(/must specify at most one of|mutually exclusive/);
    });
  });

  describe("volumes", () => {
    test("a local volume says which node it cannot leave", async () => {
      const name = `wheelhouse-actions-${suffix}`;
      const required = {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [NODE] }] },
        ],
      };
      await post("/api/v1/persistentvolumes", {
        metadata: { name },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          persistentVolumeReclaimPolicy: "Retain",
          storageClassName: "wheelhouse-actions",
          claimRef: { namespace: NAMESPACE, name: "data-0" },
          local: { path: "/srv/data" },
          nodeAffinity: { required },
        },
      });
      const volumes = await cluster.persistentVolumes(soon());
      await actors.admin.request(`/api/v1/persistentvolumes/${name}`, { method: "DELETE", body: {} });
      expect(volumes.find((each) => each.name === name)).toEqual({
        name,
        claim: { namespace: NAMESPACE, name: "data-0" },
        kind: "local",
        nodeAffinity: [
          {
            matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [NODE] }],
            matchFields: [],
          },
        ],
      });
    });
  });

  describe("somebody without rights", () => {
    test("is refused every verb in words that name the missing right", async () => {
      const pod = await givenPod("guarded");
      const stranger = await actors.stranger(NAMESPACE);
      const ref = { ...pod, resourceVersion: "1" };
      const config = { ...ref, namespace: "kube-system", name: "kube-proxy" };
      const token = { expiresAt: Date.now() + 60_000, description: "", groups: [], annotations: {} };
      const verbs: readonly (readonly [string, Promise<unknown>])[] = [
        ["patch on nodes", stranger.setUnschedulable(NODE, { unschedulable: true, annotations: {} }, soon())],
        ["create on pods/eviction", stranger.evict(pod, {}, soon())],
        ["delete on pods", stranger.deletePod(pod, {}, soon())],
        ["patch on daemonsets.apps", stranger.changeDaemonSet(ref, {}, soon())],
        ["patch on configmaps in kube-system", stranger.changeConfigMap(config, { data: {} }, soon())],
        ["create on secrets in kube-system", stranger.createToken(token, soon())],
        ["delete on secrets in kube-system", stranger.deleteToken({ id: "abc123", uid: "x" }, soon())],
      ];
      const refusals = await Promise.allSettled(verbs.map(([, asked]) => asked));
      for (const [index, [right]] of verbs.entries()) {
        const { reason } = refusals[index] as { reason?: unknown };
        expect(reason, right).toBeInstanceOf(RefusedError);
        expect(reason, right).toMatchObject({
          message: expect.stringContaining("Wheelhouse may not"),
          hint: `grant Wheelhouse ${right}: the acting roles in deploy/base/rbac.yaml do`,
        });
      }
      const reads = [
        stranger.node(NODE, soon()),
        stranger.pods({ node: NODE }, soon()),
        stranger.disruptionBudgets(undefined, soon()),
        stranger.rollout({ kind: "DaemonSet", namespace: "kube-system", name: "kube-proxy" }, soon()),
        stranger.configMap("kube-system", "kube-proxy", soon()),
        stranger.bootstrapTokens(soon()),
        stranger.certificateRequests(soon()),
        stranger.persistentVolumes(soon()),
        stranger.revealToken("abc123", soon()),
      ];
      for (const { reason } of (await Promise.allSettled(reads)) as readonly { reason?: unknown }[]) {
        expect(reason).toBeInstanceOf(RefusedError);
      }
      await stranger.stop();
    });
  });
}

/** What a kubelet of this node would ask for. */
export async function certificateRequest(node: string): Promise<string> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: `O=system:nodes, CN=system:node:${node}`,
    keys,
    signingAlgorithm: algorithm,
    extensions: [new SubjectAlternativeNameExtension([{ type: "dns", value: node }])],
  });
  return `${request.toString("pem")}\n`;
}

function refOf(object: Json): PodRef {
  const { namespace, name, uid } = object.metadata as { namespace: string; name: string; uid: string };
  return { namespace, name, uid };
}

function soon(): AbortSignal {
  return AbortSignal.timeout(10_000);
}
