// A drain that was asked for in Slack and approved by a second person, on real kubelets: what kubectl refuses it refuses, a budget
// holds it, the bot is killed meanwhile, and what was approved is done once a person says so.
import { afterAll, beforeAll, expect, test } from "vitest";
import { kubectl, kubectlOutcome } from "../cluster/kubectl.ts";
import type { Conversation } from "../end-to-end/conversation.ts";
import { eventually, givenConversation } from "../end-to-end/given.ts";
import { itemsOf, Node, Pod } from "../end-to-end/truth.ts";
import { changes } from "./changes.ts";

let chat: Conversation;
/** A worker with a pod that nothing makes anew. */
let worker = "";
beforeAll(async () => {
  chat = await givenConversation();
  // Anew, they are spread over both workers, whatever an earlier test has driven them from.
  await kubectl(["--namespace=demo", "delete", "pods", "--selector=app=web"]);
  await kubectl(["--namespace=demo", "rollout", "status", "deployment/web", "--timeout=180s"]);
  worker = (await podsOf("bare"))[0]?.spec.nodeName ?? "";
});
afterAll(() => chat?.close());

test("what kubectl would not drain is refused, with the line that does it", async () => {
  const said = await chat.ask(`node drain ${worker}`, "U0ANN");
  const { stderr } = await kubectlOutcome(["drain", worker, "--ignore-daemonsets", "--dry-run=server"]);

  expect(said).toContain("demo/bare would be gone for good");
  expect(stderr).toContain("cannot delete Pods that declare no controller");
  expect(stderr).toContain("demo/bare");
  const hasScratch = (await podsOf("scratch")).some(livesHere);
  expect(said.includes("demo/scratch")).toBe(hasScratch);
  expect(stderr.includes("demo/scratch")).toBe(hasScratch);
  expect(said).toContain(`node drain ${worker} --force${hasScratch ? " --delete-emptydir-data" : ""}`);
  expect(await isCordoned()).toBe(false);
});

test("a drain held by a budget, with the bot killed meanwhile, waits for a person and then ends as kubectl's does", {
  timeout: 900_000,
}, async () => {
  const { propose, approve, shows, isIntact } = changes(chat);
  await allowDisruptions(0);
  const guarded = await guardedPods();
  expect(guarded.length).toBeGreaterThan(0);

  const drain = await propose(`node drain ${worker} --force --delete-emptydir-data --reason 'new SD card'`);
  expect(await chat.ask(`approve ${drain}`, "U0BOB")).toContain(`Type ${worker} to go on`);
  expect(await chat.ask(`operation show ${drain}`)).toContain("is proposed");
  await approve(drain, worker);
  await shows(drain, /budget demo\/web allows no disruption/);
  expect(await isCordoned()).toBe(true);

  await chat.killBot();
  const interrupted = await shows(drain, / is interrupted/);
  expect(interrupted).toContain("Wheelhouse was restarted while this ran, and it may be half done");
  expect(await guardedPods()).toEqual(guarded);

  await allowDisruptions(1);
  await chat.ask(`resume ${drain} --target ${worker}`, "U0BOB");
  await shows(drain, / is succeeded/);
  expect(await namesOn(worker)).toEqual([]);
  const { code, stdout } = await kubectlOutcome(["drain", worker, "--ignore-daemonsets"]);
  expect([code, stdout]).toEqual([0, expect.stringContaining(`node/${worker} drained`)]);
  expect(stdout).not.toContain("evicting pod");
  // What has a controller runs elsewhere, what has none is gone, as the card said.
  await eventually(
    () => kubectl(["--namespace=demo", "get", "deployment", "web", "--output=wide"]),
    /web +3\/3/,
  );
  expect(await podsOf("bare")).toEqual([]);
  await isIntact();
});

test("the node takes pods again once its uncordoning was approved", { timeout: 300_000 }, async () => {
  const { propose, approve, shows } = changes(chat);
  const uncordon = await propose(`node uncordon ${worker}`);
  await approve(uncordon);
  await shows(uncordon, / is succeeded/);
  expect(await isCordoned()).toBe(false);
});

test("the API server heard nothing from the bot that no approved card had shown", async () => {
  await changes(chat).areApproved();
});

/** Of the Deployment `web` with its three replicas. */
function allowDisruptions(count: number): Promise<string> {
  const patch = JSON.stringify({ spec: { minAvailable: 3 - count } });
  return kubectl(["--namespace=demo", "patch", "pdb", "web", "--type=merge", `--patch=${patch}`]);
}

function podsOf(app: string): Promise<readonly Pod[]> {
  return itemsOf(`pods --namespace=demo --selector=app=${app}`, Pod);
}

/** What ended, such as a pod that was evicted from a full disk, has nothing left to lose. */
function livesHere({ spec, status }: Pod): boolean {
  return spec.nodeName === worker && status.phase === "Running";
}

async function guardedPods(): Promise<readonly string[]> {
  const pods = await podsOf("web");
  return pods.filter(livesHere).map(({ metadata }) => metadata.name);
}

/** What a drained node must not run: every pod but those of DaemonSets. */
async function namesOn(node: string): Promise<readonly string[]> {
  const pods = await itemsOf(`pods --all-namespaces --field-selector=spec.nodeName=${node}`, Pod);
  const isFree = ({ metadata }: Pod) => metadata.ownerReferences.every(({ kind }) => kind !== "DaemonSet");
  return pods.filter(isFree).map(({ metadata }) => metadata.name);
}

async function isCordoned(): Promise<boolean> {
  const nodes = await itemsOf("nodes", Node);
  return nodes.some(({ metadata, spec }) => metadata.name === worker && spec.unschedulable);
}
