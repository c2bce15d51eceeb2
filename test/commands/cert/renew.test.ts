import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { RefusedError } from "#src/base/errors.ts";
import certificatesExpired from "../../../playground/scenarios/certificates-expired.ts";
import { givenCluster } from "../../given.ts";
import { type GivenMachines, givenMachines, keep } from "../../hosts/given-machines.ts";
import { planOf, unreachable, wellHome } from "../ask.ts";

/** Never seen: the bot was started when the API server was dead already. */
const dead = givenCluster({ reach: unreachable(undefined) });
let given: GivenMachines;
let restore: () => void;
beforeAll(async () => {
  given = await givenMachines();
  restore = keep((await given.machines.node("cp1")).machine);
});
afterEach(() => {
  restore();
  given.cluster.powerOn("pi-1");
});
afterAll(() => given.close());

const plan = (line = "cert renew", cluster = dead) =>
  planOf(line, cluster, undefined, given.hosts, Date.now());

test("with everything ended and the API server never seen, the control plane is found over SSH and planned", async () => {
  await certificatesExpired.begin(given.cluster, given.machines);
  const { steps, impact, locks } = await plan();
  expect(steps.map(({ title }) => title)).toEqual([
    "Back up /etc/kubernetes of cp1",
    "Renew the certificates of cp1",
    "Restart etcd on cp1",
    "Restart kube-apiserver on cp1",
    "Restart kube-controller-manager on cp1",
    "Restart kube-scheduler on cp1",
    "See that the API server of home answers Wheelhouse",
  ]);
  expect(impact[0]).toMatch(/^11 certificates of cp1: .* ended 8 d ago\.$/);
  expect(locks).toBeUndefined();
});

test("an approval is void once somebody else has renewed them", async () => {
  const { basis } = await plan();
  expect((await plan()).basis).toEqual(basis);
  const { pki, machine } = await given.machines.node("cp1");
  await pki?.renew(
    machine,
    { notBefore: new Date(), notAfter: new Date(Date.now() + 86_400_000) },
    "apiserver",
  );
  expect((await plan()).basis).not.toEqual(basis);
});

test("a kubelet whose certificate has ended is let in again before the static pods restart", async () => {
  const { pki, machine } = await given.machines.node("cp1");
  const past = { notBefore: new Date(0), notAfter: new Date(Date.now() - 1_000) };
  const pair = await pki?.ca.client("system:node:cp1", ["system:nodes"], past);
  machine.write("/var/lib/kubelet/pki/kubelet-client-current.pem", pair?.cert ?? "", "600");
  const { steps } = await plan();
  expect(steps.map(({ step }) => step)).toEqual([
    ...["back-up-kubernetes-files", "renew-certificates", "recover-kubelet-client"],
    ...Array(4).fill("restart-static-pod"),
    ...["point-kubelet-at-rotation", "see-api-server"],
  ]);
  expect(steps[2]?.calls[0]).toMatchObject({
    argv: expect.arrayContaining(["--node-name=cp1", "--control-plane-endpoint=10.0.0.10:6443"]),
  });
});

test.each<[string, RegExp, () => Promise<void>]>([
  [
    "a wrong clock",
    /clock of cp1 is 400 d ahead of Wheelhouse's\. .*nothing is renewed/,
    async () => {
      (await given.machines.node("cp1")).machine.faults.clockAheadMs = 400 * 86_400_000;
    },
  ],
  [
    "an external authority",
    /has no \/etc\/kubernetes\/pki\/ca\.key: an external authority signs/,
    async () => void (await given.machines.node("cp1")).machine.files.delete("/etc/kubernetes/pki/ca.key"),
  ],
  [
    "an authority that has ended",
    /authority ca on cp1 has itself ended/,
    async () => {
      const { pki, machine } = await given.machines.node("cp1");
      const past = { notBefore: new Date(0), notAfter: new Date(Date.now() - 1_000) };
      const { cert } = (await pki?.ca.client("old", [], past)) ?? { cert: "" };
      machine.write("/etc/kubernetes/pki/ca.crt", cert);
    },
  ],
  [
    "no kubeadm",
    /no kubeadm on cp1/,
    async () => void (await given.machines.node("cp1")).machine.programs.delete("kubeadm"),
  ],
  [
    "a kubelet that does not run",
    /kubelet on cp1 is inactive, so nothing would start/,
    async () => {
      const service = (await given.machines.node("cp1")).machine.services.get("kubelet");
      if (service) service.active = "inactive";
    },
  ],
])("%s is recognised and refused in words", async (_name, words, make) => {
  await make();
  await expect(plan()).rejects.toThrow(RefusedError);
  await expect(plan()).rejects.toThrow(words);
});

test("a worker is none, and a machine that does not answer is a doubt or a refusal", async () => {
  await expect(plan("cert renew worker1")).rejects.toThrow(
    "worker1 is no control plane that kubeadm has made",
  );
  given.cluster.powerOff("pi-1");
  given.machines.host("pi-1").cut();
  const { warnings } = await plan();
  expect(warnings.join()).toMatch(/pi-1 could not be asked whether it is a control plane/);
  // Known from before, it is a worker that is off.
  expect((await plan("cert renew", givenCluster(wellHome()))).warnings.join()).not.toContain("pi-1");
});

test("copies of admin.conf that nobody renews are told", async () => {
  const { machine } = await given.machines.node("cp1");
  machine.write("/root/.kube/config", machine.files.get("/etc/kubernetes/admin.conf")?.content ?? "", "600");
  expect((await plan()).warnings.join()).toContain(
    "/root/.kube/config on cp1 is a copy that kubeadm does not renew",
  );
});

test("without machines it says what is missing", async () => {
  await expect(planOf("cert renew", dead)).rejects.toThrow(
    "there is none of home that Wheelhouse may log in to",
  );
});
