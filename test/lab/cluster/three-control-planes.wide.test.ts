// Three control planes of the minor before, behind one address: they outlive the loss of one, and `--fresh` starts over with another.
import { afterAll, beforeAll, expect, test } from "vitest";
import { kubernetesVersions } from "../build/versions.ts";
import { down, exec, off, up } from "../hosts/index.ts";
import { type Cluster, cluster } from "./cluster.ts";
import { kubectl, kubectlOutcome } from "./kubectl.ts";
import { waitUntilReady } from "./ready.ts";

const controlPlanes = ["cp1", "cp2", "cp3"];
const hosts = [...controlPlanes, "worker1"];
const [newest, before] = kubernetesVersions;
let made: Cluster;

beforeAll(async () => {
  await down();
  await up(hosts);
  made = await cluster({ hosts, version: before.minor, controlPlanes: 3 });
}, 900_000);
afterAll(() => down());

test("each host is a Ready node of that version, three of them control planes", async () => {
  const columns =
    '{range .items[*]}{.metadata.name} {.status.nodeInfo.kubeletVersion} {.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}';
  const nodes = await kubectl(["get", "nodes", `--output=jsonpath=${columns}`]);
  expect(nodes).toBe(hosts.map((name) => `${name} v${before.version} True\n`).join(""));
  const selector = "--selector=node-role.kubernetes.io/control-plane";
  expect(await kubectl(["get", "nodes", selector, "--output=name"])).toBe(
    controlPlanes.map((name) => `node/${name}\n`).join(""),
  );
  expect(made.server).toBe("https://10.77.0.1:6443");
});

test("each of them runs a member of one etcd", async () => {
  const pki = "/etc/kubernetes/pki/etcd";
  const tls = `--cacert=${pki}/ca.crt --cert=${pki}/server.crt --key=${pki}/server.key`;
  const list = `crictl exec "$(crictl ps -q --name etcd)" etcdctl ${tls} member list`;
  const { stdout } = await exec("cp1", list);
  const members = stdout.trim().split("\n");
  expect(members.filter((line) => line.includes(", started, "))).toHaveLength(3);
  for (const name of controlPlanes) expect(stdout).toContain(`, ${name}, `);
});

test("without one of them the API answers at the same address, and takes changes", async () => {
  await off("cp1");
  await expect
    .poll(
      async () => (await kubectlOutcome(["create", "namespace", "outlived", "--request-timeout=10s"])).code,
      {
        timeout: 120_000,
        interval: 2_000,
      },
    )
    .toBe(0);
  await kubectl(["wait", "node/cp1", "--for=condition=Ready=Unknown", "--timeout=180s"]);
  await up(["cp1"]);
  await waitUntilReady();
}, 600_000);

test("--fresh makes another cluster of the same hosts", async () => {
  const again = await cluster({ hosts: ["cp1", "worker1"], fresh: true, version: newest.minor });
  expect(again).toMatchObject({ created: true, version: `v${newest.version}`, controlPlanes: ["cp1"] });
  expect((await kubectlOutcome(["get", "namespace", "outlived"])).code).not.toBe(0);
}, 600_000);
