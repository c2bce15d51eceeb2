// A cluster of three hosts does what a cluster does, on every host and between them.
import { beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { exec } from "../hosts/exec.ts";
import { reboot } from "../hosts/index.ts";
import { withLabNetwork } from "../hosts/network.ts";
import { hostRecord } from "../hosts/records.ts";
import { run } from "../run.ts";
import { type Cluster, cluster } from "./cluster.ts";
import { clusterHosts, givenCluster } from "./given-cluster.ts";
import { kubectl } from "./kubectl.ts";
import { applyWorkloads } from "./workloads.ts";

const hosts = clusterHosts;
const backWithin = { timeout: 180_000, interval: 1_000 };
let made: Cluster;

beforeAll(async () => {
  made = await givenCluster();
  await applyWorkloads();
});

describe("a cluster of three hosts", () => {
  test("has a Ready node of the same version for each host", async () => {
    const nodes = await kubectl(["get", "nodes", "--output=json"]);
    const found = Nodes.parse(JSON.parse(nodes)).items.map(({ metadata, status }) => ({
      name: metadata.name,
      version: status.nodeInfo.kubeletVersion,
      ready: status.conditions.find(({ type }) => type === "Ready")?.status,
      address: status.addresses.find(({ type }) => type === "InternalIP")?.address,
    }));
    expect(found).toEqual(
      hosts.map((name) => ({
        name,
        version: made.version,
        ready: "True",
        address: hostRecord(name).address,
      })),
    );
  });

  test("runs every pod of kube-system", async () => {
    const phases = await kubectl([
      "--namespace=kube-system",
      "get",
      "pods",
      "--output=jsonpath={range .items[*]}{.metadata.name} {.status.phase}{'\\n'}{end}",
    ]);
    const lines = phases.trim().split("\n");
    expect(lines.filter((line) => !line.endsWith(" Running"))).toEqual([]);
    // Per node: kube-proxy, flannel. Once: four of the control plane, two of CoreDNS.
    expect(lines).toHaveLength(2 * hosts.length + 4 + 2);
  });

  test("is left alone by a second run", async () => {
    const before = await kubectl(["get", "nodes", "--output=jsonpath={.items[*].metadata.uid}"]);
    const again = await cluster({ hosts });
    expect(again).toEqual({ ...made, created: false });
    expect(await kubectl(["get", "nodes", "--output=jsonpath={.items[*].metadata.uid}"])).toBe(before);
  });

  test("refuses to become another version", async () => {
    const other = made.version.startsWith("v1.37.") ? "1.36" : "1.37";
    await expect(cluster({ hosts, version: other })).rejects.toThrow(/--fresh/);
  });
});

describe.each(hosts)("a pod on %s", (host) => {
  test("resolves a service's name", async () => {
    const said = await inPod(host, ["nslookup", "web.demo.svc.cluster.local"]);
    expect(said).toContain("Name:\tweb.demo.svc.cluster.local");
  });

  test("reaches pods on every worker through the service's address", async () => {
    const answers = await inPod(host, [
      "sh",
      "-c",
      "for i in $(seq 30); do wget -q -O- http://web.demo; done",
    ]);
    const pods = await webPods();
    expect(new Set(answers.trim().split("\n"))).toEqual(new Set(pods.map((name) => `hello from ${name}`)));
  });

  test("has a log", async () => {
    expect(await kubectl(["--namespace=demo", "logs", await agentOn(host)])).toBe(`agent on ${host}\n`);
  });
});

test.each(hosts)("%s answers at the node port", async (host) => {
  const url = `http://${hostRecord(host).address}:30080/`;
  expect(await run(withLabNetwork(["curl", "--silent", "--max-time", "5", url]))).toMatch(/^hello from web-/);
});

test("a worker that reboots comes back Ready, and so do its pods", async () => {
  await reboot("worker2");
  const { stdout } = await exec("worker2", ["cat", "/proc/sys/kernel/random/boot_id"]);
  const bootId = `jsonpath={.status.nodeInfo.bootID}=${stdout.trim()}`;
  await kubectl(["wait", "node/worker2", `--for=${bootId}`, "--timeout=180s"]);
  await kubectl(["wait", "node/worker2", "--for=condition=Ready", "--timeout=180s"]);
  // Until its kubelet has looked, the API still shows the containers of before the reboot.
  await vi.waitFor(async () => {
    expect(await kubectl(["--namespace=demo", "logs", await agentOn("worker2")])).toBe("agent on worker2\n");
    expect(await inPod("worker2", ["wget", "-q", "-O-", "http://web.demo"])).toMatch(/^hello from web-/);
  }, backWithin);
}, 600_000);

async function inPod(host: string, argv: readonly string[]): Promise<string> {
  return kubectl(["--namespace=demo", "exec", await agentOn(host), "--", ...argv]);
}

async function agentOn(host: string): Promise<string> {
  const field = `--field-selector=spec.nodeName=${host}`;
  return (
    await kubectl(["--namespace=demo", "get", "pods", "--selector=app=agent", field, "--output=name"])
  ).trim();
}

async function webPods(): Promise<readonly string[]> {
  const names = await kubectl(["--namespace=demo", "get", "pods", "--selector=app=web", "--output=name"]);
  return names
    .trim()
    .split("\n")
    .map((name) => name.replace("pod/", ""));
}

const Nodes = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.object({
        nodeInfo: z.object({ kubeletVersion: z.string() }),
        conditions: z.array(z.object({ type: z.string(), status: z.string() })),
        addresses: z.array(z.object({ type: z.string(), address: z.string() })),
      }),
    }),
  ),
});
