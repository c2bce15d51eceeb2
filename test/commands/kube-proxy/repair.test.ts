import { expect, test } from "vitest";
import { sayCall } from "#src/base/call.ts";
import { proxyBefore, proxyTrial } from "#src/kubeadm/marks.ts";
import { givenCondition, givenNode, silent } from "../../given.ts";
import { givenProxyPod, givenTemplate } from "../../kubeadm/kube-proxy/template.ts";
import { planOf } from "../ask.ts";
import { home, threeNodes } from "./given.ts";

const workers = ["pi-1", "worker-1"].map((name) => givenProxyPod(name));

test("the plan names the cause, the exact patch and what is put back", async () => {
  const cluster = home({ rollout: { template: givenTemplate({ tolerations: [] }) }, proxies: workers });
  const plan = await planOf("kube-proxy repair", cluster);
  expect(plan.impact[0]).toBe(
    "On cp-1: it does not tolerate the taint node-role.kubernetes.io/control-plane:NoSchedule.",
  );
  expect(plan.impact[2]).toBe("kube-proxy is replaced on 3 nodes, at most 1 at a time.");
  expect(plan.steps[0]?.calls.map(sayCall)).toEqual([
    'PATCH /apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy metadata.uid=uid-kube-proxy, metadata.resourceVersion=<as read>, metadata.annotations["wheelhouse/kube-proxy-trial"]=<how far the trial got>, metadata.annotations["wheelhouse/kube-proxy-before"]="{\\"tolerations\\":[]}", spec.template.spec.tolerations=[{"operator":"Exists"}], spec.updateStrategy.type=OnDelete – OnDelete, so that pods that run stay',
    "DELETE /api/v1/namespaces/kube-system/pods/<kube-proxy on cp-1> preconditions.uid=<its uid>",
    "GET /api/v1/namespaces/kube-system/pods/<its new one>/log – must say that it has started",
    expect.stringMatching(/ – where the pod has to be deleted again$/),
    expect.stringMatching(
      / spec.template.spec.tolerations=\[\], spec.updateStrategy.type=RollingUpdate – if it fails or takes longer than 5 min$/,
    ),
    expect.stringMatching(/ removed – once that is put back$/),
  ]);
});

test("an image for one architecture is replaced, and the broken node goes first", async () => {
  const images = { "kube-proxy": "registry.k8s.io/kube-proxy-amd64:v1.37.1" };
  const proxies = threeNodes.map(({ name }) => givenProxyPod(name, { ready: name !== "pi-1", images }));
  const plan = await planOf(
    "kube-proxy repair",
    home({ rollout: { template: givenTemplate({ images }) }, proxies }),
  );
  expect(plan.steps[0]?.title).toBe("Mend kube-proxy, on pi-1 first");
  expect(plan.steps[0]?.calls.map(sayCall)[0]).toContain(
    'spec.template.spec.containers=[{"name":"kube-proxy","image":"registry.k8s.io/kube-proxy:v1.37.1"}]',
  );
  expect(plan.steps[0]?.calls.map(sayCall)[1]).toContain("DELETE");
});

test("a selector may have been chosen on purpose, and another version by an upgrade", async () => {
  const template = givenTemplate({
    nodeSelector: { zone: "a" },
    images: { "kube-proxy": "registry.k8s.io/kube-proxy:v1.36.1" },
  });
  const plan = await planOf("kube-proxy repair", home({ rollout: { template }, proxies: workers }));
  expect(plan.warnings).toEqual([
    "If zone=a was chosen on purpose, do not approve this.",
    "During an upgrade by kubeadm this is as it should be: kubeadm changes it last.",
  ]);
});

test("what is well is not repaired, and what was checked is said", async () => {
  await expect(planOf("kube-proxy repair", home())).rejects.toThrow(
    "There is nothing to repair in kube-proxy's DaemonSet: tolerations, node selector and affinity let it run on all 3 nodes; image registry.k8s.io/kube-proxy:v1.37.1 is for their architectures and of the API server's minor version (v1.37.1); 3 pods wanted.",
  );
});

test("a pod that is missing for another reason is pointed at", async () => {
  const refusal = planOf("kube-proxy repair", home({ proxies: workers }));
  await expect(refusal).rejects.toMatchObject({
    hint: "cp-1 lacks a pod all the same: event list --about=daemonset/kube-proxy says why.",
  });
});

test("a node that evicts for want of disk is pointed at before its events", async () => {
  const pressed = givenNode({
    name: "cp-1",
    taints: threeNodes[0]?.taints ?? [],
    conditions: [givenCondition("Ready", "True"), givenCondition("DiskPressure", "True")],
  });
  const nodes = [pressed, ...threeNodes.slice(1)];
  await expect(planOf("kube-proxy repair", home({ nodes, proxies: workers }))).rejects.toMatchObject({
    hint: expect.stringMatching(
      /^cp-1 has DiskPressure, so its kubelet evicts: node show cp-1 says more\. cp-1 lacks/,
    ),
  });
});

const mark = "operation=op-7k3m9x&node=pi-1&pod=uid-old&at=1";
const held = (was: string) => ({
  strategy: "OnDelete",
  annotations: { [proxyTrial]: mark, [proxyBefore]: was },
});

test("a repair that nobody ended goes on where its first node shows that it works", async () => {
  expect(await planOf("kube-proxy repair", home({ rollout: held("{}") }))).toMatchObject({
    title: "End the repair of kube-proxy that was given up",
    steps: [{ step: "roll-out-kube-proxy-template", input: { nodes: ["pi-1"] } }],
  });
});

test("else what was there before comes back, as the card shows", async () => {
  const was = JSON.stringify({ nodeSelector: { zone: "a" } });
  const proxies = threeNodes.map(({ name }) =>
    givenProxyPod(name, { uid: name === "pi-1" ? "uid-old" : name }),
  );
  const plan = await planOf("kube-proxy repair", home({ rollout: held(was), proxies }));
  expect(plan.title).toBe("Take back the repair of kube-proxy that was given up");
  expect(plan.steps.flatMap(({ calls }) => calls.map(sayCall))).toEqual([
    'PATCH /apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy metadata.uid=uid-kube-proxy, metadata.resourceVersion=<as read>, metadata.annotations["wheelhouse/kube-proxy-trial"] removed, metadata.annotations["wheelhouse/kube-proxy-before"] removed, spec.template.spec.nodeSelector.$patch=replace, spec.template.spec.nodeSelector.zone=a, spec.updateStrategy.type=RollingUpdate',
  ]);
});

test.each(["", "{}", "{ not ours", '{"images":1}', '{"replicas":3}'])(
  "%j does not say what was there before",
  async (was) => {
    const proxies = [givenProxyPod("pi-1", { uid: "uid-old" })];
    await expect(planOf("kube-proxy repair", home({ rollout: held(was), proxies }))).rejects.toThrow(
      "What DaemonSet kube-system/kube-proxy was before is not written there any more.",
    );
  },
);

test("what nobody could see the effect of is refused", async () => {
  const nodes = [givenNode({ name: "cp-1", taints: threeNodes[0]?.taints ?? [], conditions: [silent()] })];
  const template = givenTemplate({ tolerations: [] });
  const cluster = home({ nodes, rollout: { template, maxUnavailable: "2" }, proxies: [] });
  await expect(planOf("kube-proxy repair", cluster)).rejects.toThrow("None of cp-1 answers");
});
