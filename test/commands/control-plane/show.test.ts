import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import certificatesExpired from "../../../playground/scenarios/certificates-expired.ts";
import { givenCluster } from "../../given.ts";
import { type GivenMachines, givenMachines, keep } from "../../hosts/given-machines.ts";
import { askOf, linesOf, rowsOf, textsOf, unreachable } from "../ask.ts";

/** Never seen: the bot was started when the API server was dead already. */
const dead = givenCluster({ reach: unreachable(undefined) });
let given: GivenMachines;
let restore: () => void;
beforeAll(async () => {
  given = await givenMachines();
  restore = keep((await given.machines.node("cp1")).machine);
});
afterEach(() => restore());
afterAll(() => given.close());

const show = (line = "control-plane show") => askOf(line, [dead], { hosts: given.hosts, now: Date.now() });

test("what runs on each control plane is shown, and workers are none", async () => {
  const { answer, faults } = await show();
  expect(answer).toMatchObject({ headline: "home: the control plane on cp1 is well", tone: "good" });
  expect(rowsOf(answer, 3)).toEqual([
    "cp1 | kubelet | active",
    "cp1 | containerd | active",
    "cp1 | etcd | running",
    "cp1 | kube-apiserver | running",
    "cp1 | kube-controller-manager | running",
    "cp1 | kube-scheduler | running",
    "cp1 | port 6443 | answers",
  ]);
  expect(faults).toEqual([]);
});

test("with every certificate ended that is the cause, before what does not run for it", async () => {
  await certificatesExpired.begin(given.cluster, given.machines);
  const { answer, message } = await show();
  expect(answer.headline).toMatch(/^home: cp1: Its API server's certificate ended 8 d ago\./);
  expect(linesOf(answer, "What is wrong").join("\n")).toMatch(
    /kube-apiserver does not run, its attempt \d+ began/,
  );
  expect(textsOf(message)).toContain("cert renew");
  await certificatesExpired.end(given.cluster, given.machines);
});

test("a kubelet that is down says why, in its own words", async () => {
  const { machine } = await given.machines.node("cp1");
  const service = machine.services.get("kubelet");
  if (service) service.active = "failed";
  machine.write("/proc/swaps", "Filename Type Size Used Priority\n/var/swap file 102396 0 -2\n");
  const words =
    'E1122 06:12:01.338210 1 run.go:72] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"\n';
  machine.journal.write("kubelet", "1", words);
  const wrong = linesOf((await show()).answer, "What is wrong").join("\n");
  expect(wrong).toMatch(/The kubelet is failed, and swap is on/);
  expect(wrong).toMatch(/swap on is not supported/);
});

test("a manifest that is missing is the cause of what does not run", async () => {
  const { machine } = await given.machines.node("cp1");
  machine.files.delete("/etc/kubernetes/manifests/kube-scheduler.yaml");
  expect((await show()).answer.headline).toBe(
    "home: cp1: There is no manifest of kube-scheduler, so nothing starts it.",
  );
});

test("a machine that does not answer is told, and the others are shown", async () => {
  given.cluster.powerOff("worker1");
  given.machines.host("worker1").cut();
  const { answer } = await show();
  expect(answer).toMatchObject({ tone: "bad", headline: expect.stringContaining("worker1") });
  expect(rowsOf(answer, 1)).toContain("cp1");
  given.cluster.powerOn("worker1");
});
