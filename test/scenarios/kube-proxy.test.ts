// kube-proxy from the line to the report: shown, restarted, switched, rolled back where the first node fails, and repaired.
import { afterAll, beforeAll, expect, test } from "vitest";
import { listAt, textAt } from "../../playground/cluster/object.ts";
import { SCENARIOS } from "../../playground/scenarios/index.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation({ cluster: { podStopMs: 0 } });
});
afterAll(() => chat.close());

/** A channel of its own: what the operations still say comes to the others. */
const alone = { channel: "C0ALERTS" };

test("a mode that the first node cannot run is put back, and the thread says how", async () => {
  const { propose, click, shows, callsOf } = changes(chat);
  const before = pods();
  // What the lab's real kernel without ip_vs makes of it.
  const ill = new Set<string>();
  chat.cluster.afflict({
    name: "no-ip_vs",
    matches: ({ name, node }) => {
      if (name.startsWith("kube-proxy-") && node === "pi-1" && /mode: ipvs/.test(config())) ill.add(name);
      return ill.has(name);
    },
    kind: "CrashLoopBackOff",
    exitCode: 1,
    restarts: 2,
    log: 'E1122 06:12:01.338210       1 run.go:72] "command failed" err="can\'t use the IPVS proxier: no ip_vs"\n',
  });
  const card = await propose("/k8s kube-proxy mode ipvs");
  expect(await callsOf(card)).toContain("– if it fails or takes longer than 3 min");
  expect(textOf(card)).toContain("nftables takes its place");
  await click(card, "U0BOB", "Approve");
  await shows(card, "It was rolled back");
  const transcript = chat.workspace.transcript({ channel: "C0OPS" });
  expect(transcript).toMatch(/on pi-1 crashes: .*can't use the IPVS proxier.*It was rolled back/);
  expect(transcript).toContain("No other node was touched.");
  expect(config()).toContain("mode: iptables");
  const { "pi-1": _canary, ...others } = pods();
  expect(before).toMatchObject(others);
  await click(card, "U0ANN", "Abandon");
  await shows(card, "was abandoned");
  chat.cluster.heal("no-ip_vs");
});

test("a trial that is stopped tells what is half done, and the line that it names ends it", async () => {
  const { propose, click, shows } = changes(chat);
  delayNewProxyOnPi();
  const card = await propose("/k8s kube-proxy mode nftables");
  await click(card, "U0BOB", "Approve");
  await shows(card, "(ImagePullBackOff)");
  await click(card, "U0ANN", "Stop");
  await shows(card, "asked to stop; that is done as soon as the step under way allows");
  chat.cluster.heal("slow");
  const half =
    /ConfigMap kube-system\/kube-proxy says nftables, which op-\w+ tried on pi-1; any kube-proxy that starts takes it. “kube-proxy mode iptables” goes back/;
  const stopped = await shows(card, "was interrupted");
  expect(chat.workspace.transcript({ channel: "C0OPS" })).toContain(
    "Stopped by @ann before “Restart DaemonSet kube-system/kube-proxy”.",
  );
  expect(textOf(stopped)).toMatch(half);
  await click(card, "U0ANN", "Abandon");
  expect(textOf(await shows(card, "was abandoned"))).toMatch(half);
  expect(textOf(await chat.ask("/k8s kube-proxy show", alone))).toMatch(half);

  const back = await propose("/k8s kube-proxy mode iptables");
  expect(textOf(back)).toContain("pi-1 goes first");
  await click(back, "U0BOB", "Approve");
  await shows(back, "✅ Change kube-proxy from nftables to iptables mode on home is done");
  const show = textOf(await chat.ask("/k8s kube-proxy show", alone));
  expect(show).toContain("kube-proxy on home: iptables mode, ready on 3 nodes");
  expect(show).not.toContain("What is wrong");
});

test("a mode that works goes to one node, then to all, and show tells", async () => {
  const { propose, click, shows } = changes(chat);
  const card = await propose("/k8s kube-proxy mode nftables --reason 'iptables is slow'");
  await click(card, "U0BOB", "Approve");
  await shows(card, "✅ Change kube-proxy from iptables to nftables mode on home is done");
  expect(chat.workspace.transcript({ channel: "C0OPS" })).toMatch(
    new RegExp(
      [
        "✅ Try kube-proxy in nftables mode on pi-1 – \\d+ s – kube-proxy-\\w+ on pi-1 is ready and its log says Using nftables Proxier",
        "✅ Restart DaemonSet kube-system/kube-proxy – \\d+ s – .*all 3 pods are new and available",
        "See kube-proxy work in nftables mode on every node.*kube-proxy works in nftables mode on 3 nodes",
      ].join("(?:.*\\n)+?.*"),
    ),
  );
  const answer = await chat.ask("/k8s proxy show", alone);
  expect(answer.text).toContain("kube-proxy on home: nftables mode, ready on 3 nodes");
  const again = await chat.ask("/k8s kube-proxy mode nftables", alone);
  expect(again.ephemeral).toBe("U0ANN");
  expect(textOf(again)).toContain("configured for nftables mode already");
});

test("a bot that was restarted in a trial tells how far it got, and Resume goes on with it", async () => {
  const { propose, click, shows } = changes(chat);
  delayNewProxyOnPi();
  const card = await propose("/k8s kube-proxy mode iptables");
  await click(card, "U0BOB", "Approve");
  await shows(card, "(ImagePullBackOff)");
  await chat.stopBot(0);
  chat.cluster.heal("slow");
  await chat.startBot();
  const found = textOf(await shows(card, "was interrupted"));
  expect(found).toContain("Wheelhouse was restarted before this began");
  expect(found).toMatch(/says iptables, which op-\w+ tried on pi-1; .*“kube-proxy mode nftables” goes back/);
  await click(card, "U0ANN", "Resume");
  await shows(card, "✅ Change kube-proxy from nftables to iptables mode on home is done");
});

test("it is restarted on one node alone", async () => {
  const { propose, click, shows } = changes(chat);
  const before = pods();
  const card = await propose("/k8s restart kube-proxy --node worker1");
  await click(card, "U0BOB", "Approve");
  await shows(card, "✅ Restart kube-proxy on worker1 on home is done");
  const after = pods();
  expect(Object.keys(after).filter((node) => after[node] !== before[node])).toEqual(["worker1"]);
});

test("the control plane that its toleration was taken from gets it back", async () => {
  const { propose, click, shows, callsOf } = changes(chat);
  const scenario = SCENARIOS.find(({ name }) => name === "kube-proxy-no-toleration");
  await scenario?.begin(chat.cluster);
  const answer = await chat.ask("/k8s kube-proxy show", alone);
  expect(textOf(answer)).toContain("it does not tolerate the taint node-role.kubernetes.io/control-plane");
  const card = await propose("/k8s kube-proxy repair");
  expect(await callsOf(card)).toContain('spec.template.spec.tolerations=[{"operator":"Exists"}]');
  await click(card, "U0BOB", "Approve");
  await shows(card, "✅ Repair kube-proxy on home is done");
  expect(Object.keys(pods()).toSorted()).toEqual(["cp1", "pi-1", "worker1"]);
  expect(textOf(await chat.ask("/k8s kube-proxy repair", alone))).toContain("There is nothing to repair");
});

/** The image of a kube-proxy that is yet to start on pi-1 is slow to come, until `slow` is healed. */
function delayNewProxyOnPi(): void {
  const old = new Set(chat.cluster.store.list("pods", "kube-system").map(({ metadata }) => metadata.name));
  chat.cluster.afflict({
    name: "slow",
    matches: ({ name, node }) => name.startsWith("kube-proxy-") && node === "pi-1" && !old.has(name),
    kind: "ImagePullBackOff",
    exitCode: 0,
    restarts: 0,
    log: "",
  });
}

function config(): string {
  const map = chat.cluster.store.get("configmaps", "kube-system", "kube-proxy");
  return textAt({ text: (map?.data as Record<string, unknown> | undefined)?.["config.conf"] }, "text");
}

/** Uid by node. */
function pods(): Readonly<Record<string, string>> {
  const all = chat.cluster.store
    .list("pods", "kube-system")
    .filter((pod) => listAt(pod, "spec.containers")[0]?.name === "kube-proxy");
  return Object.fromEntries(all.map((pod) => [textAt(pod, "spec.nodeName"), pod.metadata.uid]));
}
