import { afterAll, beforeAll, expect, test } from "vitest";
import certificatesExpired from "../../../playground/scenarios/certificates-expired.ts";
import { givenCluster } from "../../given.ts";
import { type GivenMachines, givenMachines } from "../../hosts/given-machines.ts";
import { askOf, linesOf, rowsOf, tableOf, textsOf, wellHome } from "../ask.ts";

const home = givenCluster(wellHome());
let given: GivenMachines;
beforeAll(async () => {
  given = await givenMachines();
});
afterAll(() => given.close());

const list = () => askOf("cert list", [home], { hosts: given.hosts, now: Date.now() });

test("every certificate of each machine is listed with the time left, and who was not seen", async () => {
  const { answer, faults } = await list();
  expect(answer.headline).toMatch(
    /^home: the first certificate to end is [\w .-]+ on \w+, in 365 d; 1 host not seen$/,
  );
  const names = rowsOf(answer, 2);
  for (const name of ["apiserver", "etcd-server", "admin.conf", "scheduler.conf", "kubelet client", "ca"]) {
    expect(names).toContain(`${name} | cp1`);
  }
  expect(names).toContain("kubelet client | worker1");
  expect(names).not.toContain("apiserver | worker1");
  expect(linesOf(answer, "Not seen")).toEqual([
    "pi-4: The key of pi-4 is not approved, so it is not logged in to.",
  ]);
  expect(faults).toEqual([]);
});

test("no private key leaves a machine, although one lies beside its certificate", async () => {
  const host = await given.hosts.view("cp1");
  const { machine } = await given.machines.node("cp1");
  const files = JSON.stringify(await host.read("certificateFiles", AbortSignal.timeout(60_000)));
  expect(machine.files.get("/var/lib/kubelet/pki/kubelet-client-current.pem")?.content).toContain(
    "PRIVATE KEY",
  );
  expect(files).not.toMatch(/PRIVATE|client-key/);
});

test("what has ended comes first, with its renewal; what is served is not what lies there until it is restarted", async () => {
  const { pki, machine } = await given.machines.node("cp1");
  const past = {
    notBefore: new Date(Date.now() - 400 * 86_400_000),
    notAfter: new Date(Date.now() - 86_400_000),
  };
  await pki?.renew(machine, past, "apiserver");
  const { answer, message } = await list();
  expect(answer).toMatchObject({
    tone: "bad",
    headline: expect.stringMatching(/apiserver on cp1 ended on .*, 24 h ago/),
  });
  expect(rowsOf(answer, 2)[0]).toBe("apiserver | cp1");
  expect(textsOf(message)).toContain("cert renew");
  expect(textsOf(message)).toContain("not the one on disk: restart it");
});

test("with the API server dead nothing is served, and all the rest is seen", async () => {
  await certificatesExpired.begin(given.cluster, given.machines);
  const { answer, message } = await list();
  expect(answer.headline).toMatch(/on cp1 ended on .*, 8 d ago/);
  expect(textsOf(message)).toContain("nothing answers");
  expect(tableOf(answer).rows.length).toBeGreaterThan(15);
  await certificatesExpired.end(given.cluster, given.machines);
});

test("a wrong clock is told before anything else", async () => {
  const { machine } = await given.machines.node("worker1");
  machine.faults.clockAheadMs = 400 * 86_400_000;
  const { answer } = await list();
  expect(linesOf(answer, "Clocks")).toEqual(["The clock of worker1 is 400 d ahead of Wheelhouse's."]);
  machine.faults.clockAheadMs = 0;
});

test("without machines it says what is served, and that no machine is configured", async () => {
  const { answer } = await askOf("cert list", [home], {});
  expect(answer.headline).toContain("no machine could be asked");
  expect(linesOf(answer, "Not seen")).toEqual([
    "No host of home is configured: clusters.home.hosts names them.",
  ]);
});
