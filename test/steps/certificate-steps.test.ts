// Steps that renew a control plane's certificates, on a simulated one: each is killed before and after each of its commands.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { staticPods } from "#src/kubeadm/certificates/known.ts";
import { lookAt } from "#src/kubeadm/certificates/look.ts";
import type { PlannedStep } from "#src/operation/plan.ts";
import type { Step } from "#src/operation/step.ts";
import backUpKubernetesFiles, { backupFolder } from "#src/steps/back-up-kubernetes-files.ts";
import pointKubeletAtRotation from "#src/steps/point-kubelet-at-rotation.ts";
import recoverKubeletClient from "#src/steps/recover-kubelet-client.ts";
import renewCertificates from "#src/steps/renew-certificates.ts";
import restartStaticPod from "#src/steps/restart-static-pod.ts";
import certificatesExpired from "../../playground/scenarios/certificates-expired.ts";
import { type GivenMachines, givenMachines, keep } from "../hosts/given-machines.ts";
import { actOn, type Kill, proofOn } from "./on-machines.ts";

const signal = AbortSignal.timeout(120_000);
const host = "cp1";
let given: GivenMachines;
let restore: () => void;
beforeAll(async () => {
  given = await givenMachines();
  restore = keep((await given.machines.node(host)).machine);
});
beforeEach(async () => {
  restore();
  await certificatesExpired.begin(given.cluster, given.machines);
});
afterAll(() => given.close());

type Row = {
  readonly name: string;
  readonly step: Step;
  readonly planned: () => Promise<PlannedStep> | PlannedStep;
  /** What has gone before. */
  readonly given?: () => Promise<void>;
  readonly commands: number;
};

const rows: readonly Row[] = [
  {
    name: "a copy of what kubeadm keeps",
    step: backUpKubernetesFiles,
    planned: () =>
      backUpKubernetesFiles.with({ host, paths: ["/etc/kubernetes/pki", "/etc/kubernetes/admin.conf"] }),
    commands: 3,
  },
  {
    name: "new certificates",
    step: renewCertificates,
    planned: async () => renewCertificates.with({ host, before: await before() }),
    commands: 1,
  },
  ...staticPods.map(
    (pod): Row => ({
      name: `a restart of ${pod.component}`,
      step: restartStaticPod,
      planned: () => restartStaticPod.with({ host, ...pod, reads: [...pod.reads] }),
      // They have not ended, or the kubelet would have started it anew by itself.
      given: async () => {
        await certificatesExpired.end(given.cluster, given.machines);
        await act(renewCertificates, renewCertificates.with({ host, before: await before() }));
      },
      commands: 2,
    }),
  ),
  {
    name: "a kubelet's way in",
    step: recoverKubeletClient,
    planned: () => recoverKubeletClient.with(kubelet),
    given: endKubelet,
    commands: 4,
  },
  {
    name: "a kubelet's rotation",
    step: pointKubeletAtRotation,
    planned: () => pointKubeletAtRotation.with({ host }),
    given: async () => {
      await endKubelet();
      await act(recoverKubeletClient, recoverKubeletClient.with(kubelet));
      // The kubelet asks for its certificate in its own time.
      const evidence = async () =>
        (await proof(pointKubeletAtRotation, pointKubeletAtRotation.with({ host }))).evidence;
      await expect.poll(evidence).not.toContain("no certificate of its own yet");
    },
    commands: 2,
  },
];

const kubelet = { host, node: "cp1", server: "https://10.0.0.10:6443", version: "v1.37.1" };

test.each(rows)(
  "$name is proven by reading, whenever it was killed",
  async ({ step, planned, given: make, commands }) => {
    await make?.();
    const plan = await planned();
    const manifests = manifestsNow();
    expect((await proof(step, plan)).goal).toBe("open");
    for (const when of ["before", "after"] as const) {
      for (let nth = 1; nth <= commands; nth++) {
        await expect(act(step, plan, { when, nth })).rejects.toThrow("killed");
        expect(manifestsNow()).toEqual(manifests);
        if ((await proof(step, plan)).goal === "holds") return;
      }
    }
    await act(step, plan);
    await expect.poll(async () => (await proof(step, plan)).goal).toBe("holds");
    // Everything that it sent is on its card.
    expect(plan.calls.length).toBeGreaterThanOrEqual(commands);
  },
);

test("a copy is whole, and root's alone", async () => {
  await act(backUpKubernetesFiles, backUpKubernetesFiles.with({ host, paths: ["/etc/kubernetes/pki"] }));
  const { machine } = await given.machines.node(host);
  const folder = backupFolder("op-000001");
  expect(machine.files.get(folder)).toMatchObject({ mode: "700", owner: "root" });
  expect(machine.files.get(`${folder}/pki/etcd/ca.key`)).toEqual(
    machine.files.get("/etc/kubernetes/pki/etcd/ca.key"),
  );
  expect([...machine.files.keys()].filter((path) => path.includes(".part"))).toEqual([]);
});

test("what kubeadm says when it cannot renew is told", async () => {
  const { machine } = await given.machines.node(host);
  const plan = renewCertificates.with({ host, before: await before() });
  machine.files.delete("/etc/kubernetes/pki/ca.key");
  await expect(act(renewCertificates, plan)).rejects.toThrow(
    /kubeadm on cp1 ended with code 1: .*certificate authority ca/,
  );
});

async function before(): Promise<Record<string, string>> {
  const { found } = await lookAt(await given.hosts.view(host), Date.now, signal);
  const own = found.filter(({ renewedBy }) => renewedBy === "kubeadm");
  return Object.fromEntries(own.map(({ path, certificate }) => [path, certificate.fingerprint]));
}

async function endKubelet(): Promise<void> {
  const { machine, pki } = await given.machines.node(host);
  const past = { notBefore: new Date(0), notAfter: new Date(Date.now() - 1_000) };
  const { cert, key } = (await pki?.ca.client("system:node:cp1", ["system:nodes"], past)) ?? {
    cert: "",
    key: "",
  };
  machine.write("/var/lib/kubelet/pki/kubelet-client-current.pem", `${cert}\n${key}`, "600");
  const service = machine.services.get("kubelet");
  service?.changed?.("restart");
  expect(service?.active).toBe("failed");
}

function manifestsNow() {
  const { files } = given.machines.host(host).machine;
  return [...files].filter(([path]) => path.startsWith("/etc/kubernetes/manifests/"));
}

function act(step: Step, planned: PlannedStep, kill?: Kill): Promise<void> {
  return actOn(given, step, planned, kill);
}

function proof(step: Step, planned: PlannedStep) {
  return proofOn(given, step, planned);
}
