// A cluster of two processors: what a Pi does, and what happens to images that are not for it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { cluster } from "../cluster/cluster.ts";
import { kubectl } from "../cluster/kubectl.ts";
import { down } from "../hosts/down.ts";
import { exec, ssh } from "../hosts/exec.ts";
import { up } from "../hosts/up.ts";
import { pushWorkerImages } from "./images.ts";
import { upPi } from "./up.ts";

const minutes = 60_000;

beforeAll(async () => {
  await pushWorkerImages();
  await up(["cp1"]);
  await upPi("pi1");
  await cluster({ hosts: ["cp1", "pi1"] });
}, 40 * minutes);

afterAll(() => down());

test("a Pi is a host that the bot logs in to, with arm64's packages and control groups of the second version", async () => {
  const { stdout } = await ssh("pi1", "sudo dpkg --print-architecture; uname -m; stat -fc %T /sys/fs/cgroup");
  expect(stdout).toBe("arm64\naarch64\ncgroup2fs\n");
});

test("a Pi is a Ready node beside amd64's, with its own kernel", async () => {
  const format =
    '{range .items[*]}{.metadata.name} {.status.nodeInfo.architecture} {.status.conditions[?(@.type=="Ready")].status}\n{end}';
  expect(await kubectl(["get", "nodes", "--output", `jsonpath=${format}`])).toBe(
    "cp1 amd64 True\npi1 arm64 True\n",
  );
});

test(
  "an image whose list claims the wrong processor pulls, and its program cannot be executed",
  async () => {
    await runPod("mislabelled", "cp1", "docker.io/library/hello-mislabelled:1");
    await until(
      "mislabelled",
      (pod) => pod.includes("StartError") || pod.includes("CrashLoopBackOff") || pod.includes("Error"),
    );
    expect(await kubectl(["logs", "mislabelled"])).toContain("exec format error");
  },
  10 * minutes,
);

test(
  "an image without this processor in its list is not pulled: no match for platform in manifest",
  async () => {
    await runPod("amd64-only", "pi1", "registry.k8s.io/kube-proxy:v1.36.3");
    const pod = await until("amd64-only", (text) => text.includes("no match for platform in manifest"));
    expect(pod).toMatch(/ErrImagePull|ImagePullBackOff/);
  },
  10 * minutes,
);

test(
  "a kube-proxy pinned to an image of amd64 alone pulls on a Pi and crashes at once",
  async () => {
    const image = (name: string) =>
      kubectl([
        "--namespace=kube-system",
        "set",
        "image",
        "daemonset/kube-proxy",
        `kube-proxy=registry.k8s.io/${name}:v1.37.2`,
      ]);
    await image("kube-proxy-amd64");
    try {
      await expect
        .poll(() => exec("pi1", "crictl logs $(crictl ps --all --quiet --name kube-proxy | head -1) 2>&1"), {
          timeout: 5 * minutes,
          interval: 5_000,
        })
        .toMatchObject({ stdout: expect.stringContaining("exec format error") });
    } finally {
      await image("kube-proxy");
    }
  },
  10 * minutes,
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

async function until(pod: string, holds: (text: string) => boolean): Promise<string> {
  const read = () => kubectl(["get", "pod", pod, "--output=jsonpath={.status.containerStatuses}"]);
  await expect.poll(async () => holds(await read()), { timeout: 5 * minutes, interval: 2_000 }).toBe(true);
  return read();
}
