import { afterAll, beforeAll, expect, test } from "vitest";
import { readings } from "#src/hosts/readings/index.ts";
import { givenCluster } from "../../given.ts";
import { type GivenMachines, givenMachines } from "../../hosts/given-machines.ts";
import { askOf, factOf, linesOf, rowsOf, wellHome } from "../ask.ts";

const home = givenCluster(wellHome());
let given: GivenMachines;
beforeAll(async () => {
  given = await givenMachines();
});
afterAll(() => given.close());

const status = () => askOf("etcd status", [home], { hosts: given.hosts, now: Date.now() });

test("its members, their sizes and the newest backup are shown", async () => {
  const { machine } = await given.machines.node("cp1");
  const { answer, faults } = await status();
  expect(answer).toMatchObject({ headline: "home: etcd is well, 1 member", tone: "good" });
  expect(rowsOf(answer, 4)).toEqual(["cp1 | leader | 3.7.0 | 9.5Mi"]);
  expect(factOf(answer, "Quorum")).toBe("1 of 1 answer, 1 are needed");
  expect(factOf(answer, "Newest backup")).toBe("none that Wheelhouse has made");
  expect(faults).toEqual([]);
  machine.write("/var/backups/wheelhouse/etcd/op-1.db", "x".repeat(2048), "600");
  expect(factOf((await status()).answer, "Newest backup")).toBe(
    "0 s ago, 2Ki, /var/backups/wheelhouse/etcd/op-1.db on cp1",
  );
});

test("a member that does not answer, and an alarm, come first", () => {
  const text = JSON.stringify([
    {
      Endpoint: "https://10.0.0.10:2379",
      Status: {
        header: { member_id: 1, revision: 7 },
        ...{ version: "3.7.0", dbSize: 10, dbSizeInUse: 5, leader: 1, errors: ["memberID:1 alarm:NOSPACE"] },
      },
    },
  ]);
  const said = { stdout: text, stderr: "one endpoint failed", code: 1, cut: false };
  expect(readings.etcdMembers.parse(said)).toMatchObject([
    { isLeader: true, errors: ["memberID:1 alarm:NOSPACE"] },
  ]);
});

test("without an etcd that runs it says where to look", async () => {
  const { machine, staticPods } = await given.machines.node("cp1");
  const manifest = machine.files.get("/etc/kubernetes/manifests/etcd.yaml");
  machine.files.delete("/etc/kubernetes/manifests/etcd.yaml");
  await staticPods?.look();
  await expect(status()).rejects.toThrow("No etcd runs on cp1");
  machine.write("/etc/kubernetes/manifests/etcd.yaml", manifest?.content ?? "", "600");
  await staticPods?.look();
  expect(linesOf((await status()).answer, "Alarms")).toEqual([]);
});
