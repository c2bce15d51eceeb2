// An API server that is dead cannot say why: its machine can.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { explainControlPlane } from "#src/diagnosis/control-plane.ts";
import { causeOf } from "#src/start/cause-of.ts";
import certificatesExpired from "../../playground/scenarios/certificates-expired.ts";
import { unreachable } from "../commands/ask.ts";
import { givenCluster, givenNode } from "../given.ts";
import { type GivenMachines, givenMachines, keep } from "../hosts/given-machines.ts";
import { noHosts } from "../hosts/none.ts";

const signal = AbortSignal.timeout(60_000);
const seen = givenCluster({ nodes: [givenNode({ name: "cp1", roles: ["control-plane"] })] });
const neverSeen = givenCluster({ reach: unreachable(undefined) });
let given: GivenMachines;
let restore: () => void;
beforeAll(async () => {
  given = await givenMachines();
  restore = keep((await given.machines.node("cp1")).machine);
});
afterEach(async () => {
  restore();
  await (await given.machines.node("cp1")).staticPods?.look();
});
afterAll(() => given.close());

const waysTo = (cluster: typeof seen) => ({ cluster, hosts: given.hosts, now: Date.now(), signal });

test("certificates that ended are the cause of what does not run, with what renews them", async () => {
  await certificatesExpired.begin(given.cluster, given.machines);
  const asked = { alert: "KubeAPIDown", subject: { kind: "Cluster", name: "home" } };
  const cause = await causeOf(asked, { ...waysTo(seen), signatures: [] });
  expect(cause?.words).toMatch(/^On cp1: Its API server's certificate ended 8 d ago\./);
  expect(cause?.line).toMatch(/^kubelet active, containerd active, etcd ended, kube-apiserver ended/);
  expect(cause?.remedies[0]).toBe("cert renew");
  await certificatesExpired.end(given.cluster, given.machines);
});

test("a part whose manifest is gone says so, and how it comes back", async () => {
  const { machine, staticPods } = await given.machines.node("cp1");
  machine.files.delete("/etc/kubernetes/manifests/kube-controller-manager.yaml");
  await staticPods?.look();
  const subject = { kind: "Pod", namespace: "kube-system", name: "kube-controller-manager-cp1" };
  const asked = { alert: "KubeControlPlaneComponentDown", subject };
  expect(await causeOf(asked, { ...waysTo(seen), signatures: [] })).toMatchObject({
    words: "On cp1: There is no manifest of kube-controller-manager, so nothing starts it.",
    fix: expect.stringContaining("/etc/kubernetes/manifests on cp1"),
    remedies: ["control-plane show"],
  });
});

test("where nothing is wrong there, or no machine may be asked, nothing is said", async () => {
  expect(await explainControlPlane(waysTo(seen))).toBeUndefined();
  expect(await explainControlPlane({ ...waysTo(seen), hosts: noHosts })).toBeUndefined();
});

test("of a cluster that was never seen, with more machines than a few, none is asked", async () => {
  const before = given.machines.host("cp1").connections();
  const [one] = await given.hosts.list();
  if (!one) throw new Error("there are no machines");
  const list = async () => Array.from({ length: 6 }, (_, at) => ({ ...one, name: `host-${at}` }));
  const ways = { ...waysTo(neverSeen), hosts: { ...given.hosts, list } };
  expect(await explainControlPlane(ways)).toBeUndefined();
  expect(given.machines.host("cp1").connections()).toBe(before);
});
