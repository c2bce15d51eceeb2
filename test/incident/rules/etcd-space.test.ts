import { expect, test } from "vitest";
import rule from "#src/incident/rules/etcd-space.ts";
import { reading } from "./reading.ts";
import { found } from "./series.ts";

const gib = 1024 ** 3;

function at(gibibytes: number, clusterConfiguration = "") {
  return found(
    rule,
    {},
    { etcdSize: reading({ sizes: [0.1 * gib, gibibytes * gib], clusterConfiguration }) },
  );
}

test("four fifths of etcd's quota are told, and nearly all of it is critical", () => {
  expect(at(1.5)).toEqual([]);
  expect(at(1.7)).toMatchObject([
    { severity: "warning", summary: expect.stringContaining("1.7Gi of the 2Gi") },
  ]);
  expect(at(1.95)).toMatchObject([{ severity: "critical", summary: expect.stringContaining("98 %") }]);
});

test("past all of it etcd is said to be full, and what makes room is offered", () => {
  const [full] = at(2);
  expect(full).toMatchObject({ severity: "critical", summary: expect.stringContaining("etcd is full") });
  expect(full?.remedies).toContain("etcd defrag");
});

test("a larger quota in kubeadm's configuration counts", () => {
  expect(at(1.95, 'extraArgs:\n- name: quota-backend-bytes\n  value: "8589934592"\n')).toEqual([]);
  expect(at(100, 'extraArgs:\n- name: quota-backend-bytes\n  value: "-1"\n')).toEqual([]);
});

test("an API server that does not say is not told", () => {
  expect(found(rule, {}, { etcdSize: reading({ sizes: [], clusterConfiguration: "" }) })).toEqual([]);
});
