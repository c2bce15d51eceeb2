import { expect, test } from "vitest";
import type { Answer } from "#src/card/answer.ts";
import {
  crashing,
  givenCluster,
  givenCondition,
  givenCrashingPod,
  givenEvent,
  givenNode,
  givenPod,
} from "../given.ts";
import { ask, hostile, wellHome } from "./ask.ts";

test("a pod that crashes on the wrong processor is explained by the log before its restart", async () => {
  const { answer, faults } = await ask(
    "doctor web",
    givenCluster({
      pods: [givenCrashingPod()],
      logs: { "default/web-5d4f8-abcde/app/previous": "exec /app: exec format error\n" },
    }),
  );
  expect(answer.headline).toContain("default/web-5d4f8-abcde: ");
  expect(answer.tone).toBe("bad");
  expect(factsOf(answer)).toContainEqual([
    "Seen in",
    "the log before the restart of app in default/web-5d4f8-abcde",
  ]);
  expect(factsOf(answer)).toContainEqual(["Line", "exec /app: exec format error"]);
  expect(faults).toEqual([]);
});

test("a node that is not ready is explained by what its kubelet says", async () => {
  const node = givenNode({
    name: "pi-1",
    conditions: [
      givenCondition("Ready", "False", {
        reason: "KubeletNotReady",
        message:
          "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized",
      }),
    ],
  });
  const { answer } = await ask("doctor pi-1", givenCluster({ nodes: [node] }));
  expect(factsOf(answer)).toContainEqual(["Seen in", "the conditions of pi-1"]);
  expect(answer.buttons?.map(({ line }) => line)).toContain("doctor pi-1 --cluster=home");
});

test("what no log and no event says is told as the rules see it, with what mends it", async () => {
  const home = wellHome();
  const pods = home.pods.filter(({ name }) => name !== "kube-proxy-pi-1");
  for (const line of ["doctor", "doctor pi-1"]) {
    const { answer } = await ask(line, givenCluster({ ...home, pods }));
    expect(answer.tone).toBe("bad");
    expect(answer.headline).toContain("1 problem: kube-proxy is missing on pi-1");
    expect(answer.buttons?.map(({ line }) => line)).toContain("kube-proxy show --cluster=home");
  }
});

test("a cluster that is well says what was looked at", async () => {
  const { answer } = await ask("doctor", givenCluster({ nodes: [givenNode()], pods: [givenPod()] }));
  expect(answer.tone).toBe("neutral");
  expect(linesUnder(answer, "Looked at")).toEqual(["1 of 1 node ready", "1 of 1 pod well"]);
});

test.each(["Succeeded", "Failed"] as const)(
  "a pod that has ended counts in no number, as in status: %s",
  async (phase) => {
    const pods = [givenPod(), givenPod({ name: "job", uid: "u-job", phase, ready: false })];
    const { answer } = await ask("doctor", givenCluster({ nodes: [givenNode()], pods }));
    expect(linesUnder(answer, "Looked at")).toContain("1 of 1 pod well");
  },
);

test("what could not be read is told beside what was found", async () => {
  const { answer } = await ask("doctor web", givenCluster({ pods: [givenCrashingPod()] }));
  expect(answer.headline).toContain("could not read everything");
  expect(linesUnder(answer, "Not read")[0]).toContain("the log before the restart of app");
});

test("the pods of the system are read first, and those left out are counted", async () => {
  const pods = Array.from({ length: 9 }, (_, at) =>
    givenCrashingPod({ name: `web-${at}`, uid: `u-${at}`, containers: [crashing()] }),
  );
  const dns = givenCrashingPod({
    namespace: "kube-system",
    name: "coredns-1",
    uid: "dns",
    labels: { "k8s-app": "kube-dns" },
    containers: [crashing({ name: "coredns" })],
  });
  const logs = {
    "kube-system/coredns-1/coredns/previous":
      '[FATAL] plugin/loop: Loop (127.0.0.1:55953 -> :53) detected for zone ".", see https://coredns.io/plugins/loop#troubleshooting',
  };
  const { answer } = await ask("doctor", givenCluster({ nodes: [givenNode()], pods: [...pods, dns], logs }));
  expect(answer.headline).toMatch(/^home: /);
  expect(factsOf(answer)).toContainEqual([
    "Seen in",
    "the log before the restart of coredns in kube-system/coredns-1",
  ]);
  expect(linesUnder(answer, "Not read")[0]).toContain("4 more pods");
});

test("text from the cluster stays text", async () => {
  const message = `exec format error ${hostile}`;
  const events = [givenEvent({ type: "Warning", reason: "Failed", message })];
  const { faults } = await ask("doctor web", givenCluster({ pods: [givenCrashingPod()], events }));
  expect(faults).toEqual([]);
});

function factsOf(answer: Answer): readonly (readonly [string, string])[] {
  return answer.parts.flatMap((part) => (part.kind === "facts" ? part.facts : []));
}

function linesUnder(answer: Answer, title: string): readonly string[] {
  return answer.parts.flatMap((part) => (part.kind === "list" && part.title === title ? part.lines : []));
}
