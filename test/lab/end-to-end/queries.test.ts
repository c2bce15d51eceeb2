// Every question that people may ask, answered by the bot and compared with what kubectl says on the control plane.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { onHost } from "../cluster/on-host.ts";
import { withLabNetwork } from "../hosts/network.ts";
import { outcomeOf } from "../run.ts";
import type { Conversation } from "./conversation.ts";
import { eventually, givenConversation } from "./given.ts";
import {
  DaemonSet,
  Deployment,
  EndpointSlice,
  Event,
  isWell,
  itemsOf,
  kubectlThere,
  Node,
  Pod,
  Request,
  rowOf,
  Service,
} from "./truth.ts";

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
});
afterAll(() => chat?.close());

/** The crasher ends every second or so: no two reads of it agree. Evicted pods lie about for a while. */
const isSteady = ({ metadata, status }: Pod): boolean =>
  metadata.labels.app !== "crasher" && status.phase !== "Failed";

test("status counts the nodes and pods, and names what is broken", async () => {
  const pods = await itemsOf("pods --all-namespaces", Pod);
  const said = await chat.ask("status");

  const [, well, all] = /3 of 3 nodes ready, (\d+) of (\d+) pods well/.exec(said) ?? [];
  // What has finished is in no number.
  const due = pods.filter(({ status: { phase } }) => phase !== "Succeeded" && phase !== "Failed");
  expect(Number(all)).toBe(due.length);
  const steady = due.filter(isSteady).filter(isWell).length;
  expect([steady, steady + 1]).toContain(Number(well));
  await eventually(() => chat.ask("status"), /demo\/crasher keeps crashing on worker[12]: .* exit code 1/);
  expect(said).toMatch(/etcd ready on 1 node/);
  expect(said).toContain(`API server  🟢 ${(await serverVersion()).gitVersion}, ready`);
});

test("node list shows each node as kubectl does", async () => {
  const said = await chat.ask("node list");
  for (const { metadata, status } of await itemsOf("nodes", Node)) {
    const { kubeletVersion, architecture } = status.nodeInfo;
    const role = "node-role.kubernetes.io/control-plane" in metadata.labels ? "control-plane" : "worker";
    const row = rowOf(said, metadata.name);
    expect(row.slice(0, 3)).toEqual([metadata.name, "Ready", role]);
    expect(row.slice(-2)).toEqual([kubeletVersion, architecture]);
    // kubectl cuts the percent off, the bot rounds it.
    const described = await kubectlThere(`describe node ${metadata.name}`);
    const millicores = Number(/^ {2}cpu +(\d+)m /m.exec(described)?.[1]);
    expect(Number.parseFloat(row[4] ?? "")).toBeCloseTo(millicores / 1000, 2);
  }
});

test.each(["cp1", "worker1"])("node show %s says what the node says of itself", async (name) => {
  const said = await chat.ask(`node show ${name}`);
  const [node] = (await itemsOf("nodes", Node)).filter(({ metadata }) => metadata.name === name);
  const pods = await itemsOf(`pods --all-namespaces --field-selector=spec.nodeName=${name}`, Pod);

  const { kubeletVersion, containerRuntimeVersion, osImage, kernelVersion, architecture } =
    node?.status.nodeInfo ?? {};
  expect(said).toContain(`Kubelet  ${kubeletVersion} on ${containerRuntimeVersion}`);
  expect(said).toContain(`System  ${osImage}, ${kernelVersion}, ${architecture}`);
  for (const { type, address } of node?.status.addresses ?? [])
    expect(said).toContain(`${address} (${type})`);
  for (const { key, effect } of node?.spec.taints ?? []) expect(said).toContain(`${key}:${effect}`);
  expect(said).toContain(`${name}: Ready=True`);
  for (const { metadata } of pods) expect(rowOf(said, metadata.name)[0]).toBe(metadata.name);
});

test.each(["demo", "kube-system"])("pod list %s shows each pod as kubectl does", async (namespace) => {
  const said = await chat.ask(`pod list ${namespace}`);
  const pods = await itemsOf(`pods --namespace=${namespace}`, Pod);
  expect(said).toContain(
    `of ${pods.length} pods in ${namespace} not well`.slice(namespace === "demo" ? 0 : 3, 9),
  );
  for (const pod of pods.filter(isSteady)) {
    const { containerStatuses } = pod.status;
    const ready = containerStatuses.filter((each) => each.ready).length;
    const restarts = containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
    const [, state, ...rest] = rowOf(said, pod.metadata.name);
    expect(rest.slice(0, 2)).toEqual([`${ready}/${pod.spec.containers.length}`, `${restarts}`]);
    expect(rest.slice(-2)).toEqual([pod.spec.nodeName, namespace]);
    expect(state).toMatch(isWell(pod) ? /^Running$/ : /^(ImagePullBackOff|ErrImagePull)$/);
  }
});

test("pod show says where a pod is and what it runs", async () => {
  const [bare] = await itemsOf("pods --namespace=demo --selector=app=bare", Pod);
  const said = await chat.ask("pod show demo/bare");
  expect(said).toContain("demo/bare on lab: Running, 0 restarts");
  expect(said).toContain(`Node  ${bare?.spec.nodeName}`);
  expect(said).toContain(`Address  ${bare?.status.podIP}`);
  expect(said).toContain(`Quality of service  ${bare?.status.qosClass}`);
  expect(rowOf(said, "bare").at(-1)).toBe(bare?.spec.containers[0]?.image);
});

test("pod show says why an image does not come, in the registry's words", async () => {
  const said = await chat.ask(`pod show ${await podOf("mistyped")}`);
  expect(said).toMatch(/ImagePullBackOff|ErrImagePull/);
  expect(said).toMatch(/Failed: .*hello:no-such-tag.*not found/);
});

test("pod logs are what the kubelets have", async () => {
  const agent = (await itemsOf("pods --namespace=demo --selector=app=agent", Pod)).find(
    ({ spec }) => spec.nodeName === "worker1",
  );
  expect(await chat.ask(`pod logs demo/${agent?.metadata.name}`)).toContain("\n  agent on worker1\n");

  const etcd = await chat.ask("pod logs kube-system/etcd-cp1 --tail=200");
  const whole = await kubectlThere("--namespace=kube-system logs etcd-cp1");
  const lines = [...etcd.matchAll(/\{"level".*\}/g)].map(([line]) => line);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(whole).toContain(line);
});

test("pod logs --previous is the run that ended", async () => {
  const pod = await podOf("crasher");
  const before = await chat.ask(`pod logs ${pod} --previous`);
  expect(before).toContain("before the restart");
  const said = await kubectlThere(`--namespace=demo logs ${pod.replace("demo/", "")} --previous --tail=1`);
  expect(before).toContain(said.trim());
});

test("event list shows what kubectl shows", async () => {
  const said = await chat.ask("event list demo --warnings");
  const events = await itemsOf("events --namespace=demo --field-selector=type=Warning", Event);
  const rows = said.split("\n").filter((line) => line.includes("⚠️"));
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    const [, reason = "", object] = row.trim().split(/\s{2,}/);
    const known = events.filter((event) => reason.endsWith(event.reason));
    expect(
      known.map(({ involvedObject: { kind, namespace, name } }) => `${kind} ${namespace}/${name}`),
    ).toContain(object);
  }
});

test("service list and show count the backends that kubectl has", async () => {
  const list = await chat.ask("service list");
  const show = await chat.ask("service show demo/web");
  const slices = await itemsOf("endpointslices --all-namespaces", EndpointSlice);
  const pods = await itemsOf("pods --namespace=demo --selector=app=web", Pod);
  const nodeOf = (name: string) => pods.find(({ metadata }) => metadata.name === name)?.spec.nodeName;
  for (const { metadata, spec } of await itemsOf("services --all-namespaces", Service)) {
    const own = slices.filter(
      (slice) =>
        slice.metadata.namespace === metadata.namespace &&
        slice.metadata.labels["kubernetes.io/service-name"] === metadata.name,
    );
    const ready = own.flatMap(({ endpoints }) => endpoints ?? []).filter((each) => each.conditions.ready);
    const row = rowOf(list, metadata.name);
    expect(row[1]).toBe(`${ready.length}/${ready.length}`);
    expect(row.slice(-3)).toEqual([spec.type, spec.clusterIP, metadata.namespace]);
    if (metadata.name !== "web") continue;
    for (const { targetRef: { name = "" } = {}, addresses } of ready) {
      expect(rowOf(show, name)).toEqual([name, "✓", addresses[0], nodeOf(name)]);
    }
  }
});

test("the addresses at which a service should answer do answer", async () => {
  const said = await chat.ask("service show demo/web");
  const urls = said.match(/http:\/\/\S+:30080/g) ?? [];
  expect(urls).toEqual(["11", "12", "13"].map((last) => `http://10.77.0.${last}:30080`));
  for (const url of urls) {
    const answer = await bodyAt(url);
    expect(answer).toMatch(/^hello from web-/);
  }
});

test("workload list counts as kubectl does", async () => {
  const said = await chat.ask("workload list");
  for (const { metadata, spec, status } of await itemsOf("deployments --all-namespaces", Deployment)) {
    if (metadata.name === "crasher") continue;
    const row = rowOf(said, metadata.name);
    expect(row.slice(0, 3)).toEqual([
      metadata.name,
      `${status.readyReplicas}/${spec.replicas}`,
      "Deployment",
    ]);
  }
  for (const { metadata, status } of await itemsOf("daemonsets --all-namespaces", DaemonSet)) {
    const row = rowOf(said, metadata.name);
    const { numberReady, desiredNumberScheduled } = status;
    expect(row.slice(0, 3)).toEqual([metadata.name, `${numberReady}/${desiredNumberScheduled}`, "DaemonSet"]);
  }
});

test("kube-proxy show names the pod of each node", async () => {
  const said = await chat.ask("kube-proxy show");
  const pods = await itemsOf("pods --namespace=kube-system --selector=k8s-app=kube-proxy", Pod);
  expect(pods).toHaveLength(3);
  for (const { metadata, spec } of pods) {
    const row = rowOf(said, spec.nodeName);
    expect([row[1], row[2], row[5]]).toEqual(["Running", "iptables", metadata.name]);
  }
});

test("token list has every bootstrap token, and the secret of none", async () => {
  const said = await chat.ask("token list");
  const lines =
    (await onHost("cp1", "listing tokens", "kubeadm token list -o json")).match(/"token": "\S+"/g) ?? [];
  const tokens = lines.map((line) => line.replace(/.*"(\S+)\.(\S+)"/, "$1 $2").split(" "));
  expect(tokens.length).toBeGreaterThan(0);
  for (const [id = "", secret = ""] of tokens) {
    expect(rowOf(said, id)[0]).toBe(id);
    expect(said).not.toContain(secret);
  }
});

test("csr list counts the requests that kubectl has", async () => {
  const requests = await itemsOf("csr", Request);
  const waiting = requests.filter(({ status }) => status.conditions.length === 0);
  const [, counted, all] = /(\d+) certificate requests? of (\d+) wait/.exec(await chat.ask("csr list")) ?? [];
  expect([counted, all]).toEqual([`${waiting.length}`, `${requests.length}`]);
});

test("cluster list names the API server's address", async () => {
  const said = await chat.ask("cluster list");
  expect(rowOf(said, "lab").at(-1)).toBe("https://10.77.0.11:6443");
  expect(rowOf(said, "lab")[2]).toBe("3 of 3 nodes ready");
});

test("version is the API server's and the kubelets'", async () => {
  const { gitVersion } = await serverVersion();
  expect(await chat.ask("version")).toContain(`lab  Kubernetes ${gitVersion}; kubelets all ${gitVersion}`);
});

test("help names every question that a viewer may ask", async () => {
  const said = await chat.ask("help all");
  const questions = phrases().filter((each) => /\b(list|show|logs|status|version|help)$/.test(each));
  // Rows of the audit are for admins, and the secret of a token for whoever asked for it.
  for (const phrase of questions.filter((each) => !/^audit|^token show$/.test(each)))
    expect(said).toMatch(new RegExp(`^ +${phrase}\\b`, "m"));
});

test("somebody without a role is told so, and nothing about the cluster", async () => {
  const said = await chat.ask("node list", "U0SAM");
  expect(said).toContain("you have no role");
  expect(said).not.toContain("cp1");
});

async function podOf(app: string): Promise<string> {
  const [pod] = await itemsOf(`pods --namespace=demo --selector=app=${app}`, Pod);
  return `demo/${pod?.metadata.name}`;
}

async function serverVersion(): Promise<{ readonly gitVersion: string }> {
  return JSON.parse(await kubectlThere("version --output=json")).serverVersion;
}

async function bodyAt(url: string): Promise<string> {
  return (await outcomeOf(withLabNetwork(["curl", "--silent", "--max-time", "5", url]))).stdout;
}

/** The path is the command: commands/node/list.ts is `node list`. */
function phrases(): readonly string[] {
  const folder = join(import.meta.dirname, "../../../commands");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.replace(/\.ts$/, "").replaceAll("/", " "));
}
