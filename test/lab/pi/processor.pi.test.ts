// A cluster of two processors: what a Pi does, and what happens to images that are not for it.
import "../hosts/own-lab.ts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { cluster } from "../cluster/cluster.ts";
import { kubectl } from "../cluster/kubectl.ts";
import { down } from "../hosts/down.ts";
import { exec, ssh } from "../hosts/exec.ts";
import { up } from "../hosts/up.ts";
import { upPi } from "./up.ts";

const minutes = 60_000;
const inKubeSystem = ["--namespace=kube-system"];

beforeAll(async () => {
  await down();
  await up(["cp1"]);
  await upPi("pi1", { machineId: (await exec("cp1", ["cat", "/etc/machine-id"])).stdout.trim() });
  await cluster({ hosts: ["cp1", "pi1"] });
}, 40 * minutes);

afterAll(() => down());

test("a Pi is a host that the bot logs in to, with arm64's packages and control groups of the second version", async () => {
  const { stdout } = await ssh("pi1", "sudo dpkg --print-architecture; uname -m; stat -fc %T /sys/fs/cgroup");
  expect(stdout).toBe("arm64\naarch64\ncgroup2fs\n");
});

test("a Pi is a Ready node beside amd64's", async () => {
  const format =
    '{range .items[*]}{.metadata.name} {.status.nodeInfo.architecture} {.status.conditions[?(@.type=="Ready")].status}\n{end}';
  expect(await kubectl(["get", "nodes", "--output", `jsonpath=${format}`])).toBe(
    "cp1 amd64 True\npi1 arm64 True\n",
  );
});

test("two nodes with one machine id, as copied SD cards give it, are both Ready", async () => {
  const format =
    '{range .items[*]}{.status.nodeInfo.machineID} {.status.conditions[?(@.type=="Ready")].status}\n{end}';
  const [first, second] = (await kubectl(["get", "nodes", "--output", `jsonpath=${format}`])).split("\n");
  expect(first).toMatch(/^[0-9a-f]{32} True$/);
  expect(second).toBe(first);
});

test(
  "an image whose list claims the wrong processor pulls, and its program cannot be executed",
  async () => {
    await runPod("mislabelled", "cp1", "docker.io/library/hello-mislabelled:1");
    await until(statusesOf("mislabelled"), /"reason":"(StartError|Error|CrashLoopBackOff)"/);
    await until(["logs", "mislabelled"], /exec format error/);
  },
  20 * minutes,
);

test(
  "an image without this processor in its list is not pulled: no match for platform in manifest",
  async () => {
    await runPod("amd64-only", "pi1", "registry.k8s.io/kube-proxy:v1.36.3");
    const pod = await until(statusesOf("amd64-only"), /no match for platform in manifest/);
    expect(pod).toMatch(/ErrImagePull|ImagePullBackOff/);
  },
  20 * minutes,
);

test(
  "a kube-proxy pinned to an image of amd64 alone pulls on a Pi and crashes at once",
  async () => {
    const image = "kube-proxy=registry.k8s.io/kube-proxy-amd64:v1.37.2";
    await kubectl([...inKubeSystem, "set", "image", "daemonset/kube-proxy", image]);
    const format = "{range .items[*]}{.metadata.name} {.status.containerStatuses[0]}\n{end}";
    const ofPi = ["--selector=k8s-app=kube-proxy", "--field-selector=spec.nodeName=pi1"];
    const pods = [...inKubeSystem, "get", "pods", ...ofPi, `--output=jsonpath=${format}`];
    const pod = await until(pods, /^\S+ .*kube-proxy-amd64:v1.37.2.*"restartCount":[1-9]/);
    const [name = ""] = pod.split(" ");
    // Between two restarts there is no container whose log could be read.
    await until([...inKubeSystem, "logs", name], /exec format error/);
  },
  20 * minutes,
);

async function runPod(name: string, nodeName: string, image: string): Promise<void> {
  const spec = {
    nodeName,
    terminationGracePeriodSeconds: 0,
    tolerations: [{ operator: "Exists" }],
    containers: [{ name: "app", image }],
  };
  await kubectl(["apply", "-f", "-"], {
    input: JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name }, spec }),
  });
}

/** Answers what kubectl prints as soon as it matches. */
function until(args: readonly string[], pattern: RegExp): Promise<string> {
  const read = async () => {
    const said = await kubectl(args);
    if (!pattern.test(said)) throw new Error(`${pattern} is not in: ${said}`);
    return said;
  };
  return vi.waitFor(read, { timeout: 15 * minutes, interval: 2_000 });
}

function statusesOf(pod: string): readonly string[] {
  return ["get", "pod", pod, "--output=jsonpath={.status.containerStatuses}"];
}
