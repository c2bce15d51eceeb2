// What somebody tries first on a cluster of their own, without Slack: one question from a terminal, and the page in front of it.
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { givenCluster } from "../cluster/given-cluster.ts";
import { adminKubeconfig, kubectl } from "../cluster/kubectl.ts";
import { applyWorkloads, removeWorkloads } from "../cluster/workloads.ts";
import { runInLabArgv } from "../hosts/index.ts";
import { type Outcome, outcomeOf } from "../run.ts";
import { itemsOf, Node, rowOf } from "./truth.ts";

const root = join(import.meta.dirname, "../../..");

beforeAll(async () => {
  await givenCluster();
  await applyWorkloads();
});

test("ask answers as the bot does, and its exit code says that something is wrong", async () => {
  const { stdout, code } = await ask("status");
  expect(stdout).toMatch(/home|lab|kubernetes/);
  expect(stdout).toContain("3 of 3 nodes ready");
  expect(stdout).toMatch(/demo\/(mistyped|crasher)/);
  expect(code).toBe(1);
});

test("as JSON it says the same to a program", async () => {
  const { stdout, code } = await ask("node", "list", "--json");
  const answer = JSON.parse(stdout) as { readonly headline: string };
  expect(answer.headline).toContain("3 of 3 nodes ready");
  expect(code).toBe(0);
});

test("what is not understood, and what changes something, is refused without a word to the cluster", async () => {
  expect(await ask("node", "cordon", "worker1")).toMatchObject({ code: 2, stdout: "" });
  expect(await ask("flights", "to", "paris")).toMatchObject({ code: 2 });
  expect(await isCordoned("worker1")).toBe(false);
});

test("on a cluster that is well it ends with 0", async () => {
  await removeWorkloads();
  // Somebody's request that waits is to be known, and what other tests have asked for is among them.
  await kubectl(["delete", "certificatesigningrequests", "--all"]);
  const { stdout, code } = await ask("status");
  expect(stdout).toContain("3 of 3 nodes ready");
  expect([code, stdout]).toEqual([0, expect.stringContaining("is healthy")]);
  await applyWorkloads();
});

test("the page in front of the cluster answers, and nobody can ask for a change", async () => {
  const { stdout, code } = await say(["/k8s node list", "/k8s node cordon worker1"]);
  for (const { metadata, status } of await itemsOf("nodes", Node))
    expect(rowOf(stdout, metadata.name).join(" ")).toContain(status.nodeInfo.kubeletVersion);
  expect(stdout).toContain("needs the role operator");
  expect(code).toBe(0);
  expect(await isCordoned("worker1")).toBe(false);
});

test("with changes allowed it shows the card, and what nobody approved is not done", async () => {
  const { stdout } = await say(["/k8s node cordon worker1"], "--allow-changes");
  expect(stdout).toContain("Cordon worker1");
  expect(stdout).toContain("[Approve");
  expect(await isCordoned("worker1")).toBe(false);
});

function ask(...words: readonly string[]): Promise<Outcome> {
  return inLab("src/ask.ts", ...words, "--kubeconfig", adminKubeconfig);
}

function say(lines: readonly string[], ...more: readonly string[]): Promise<Outcome> {
  const said = lines.flatMap((line) => ["--say", line]);
  return inLab("playground/main.ts", ...said, "--kubeconfig", adminKubeconfig, ...more);
}

function inLab(program: string, ...words: readonly string[]): Promise<Outcome> {
  return outcomeOf(runInLabArgv([process.execPath, join(root, program), ...words]));
}

async function isCordoned(name: string): Promise<boolean> {
  const nodes = await itemsOf("nodes", Node);
  return nodes.some(({ metadata, spec }) => metadata.name === name && spec.unschedulable);
}
