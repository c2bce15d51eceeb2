// Each breakage of the playground is told for what it is: its alert, why it is likely so, and what mends it or shows more.

import nock from "nock";
import { beforeAll, expect, test } from "vitest";
import { systemClock } from "#src/base/clock.ts";
import { silentLog } from "#src/base/log.ts";
import { withCauses } from "#src/card/likely-causes.ts";
import { look } from "#src/card/look.ts";
import { causesAmong } from "#src/incident/causes.ts";
import { judge } from "#src/incident/problems.ts";
import type { Problem } from "#src/incident/rule.ts";
import { advise } from "#src/kubeadm/advise.ts";
import type { ClusterConnection } from "#src/kubernetes/cluster.ts";
import { connectCluster } from "#src/kubernetes/connect.ts";
import { scenarioBoard } from "../../playground/board.ts";
import { startCluster } from "../../playground/cluster/cluster.ts";
import { SCENARIOS } from "../../playground/scenarios/index.ts";
import { loadFrom } from "../setup/given-cluster.ts";

// The API server wants real handshakes.
beforeAll(() => nock.restore());

/** The worst, and of it what it says and its first button. */
const table: Readonly<Record<string, readonly [alert: string, says: RegExp, remedy: RegExp]>> = {
  "pi-off": [
    "KubeNodeNotReady",
    /^pi-1 has been NotReady for .*: Kubelet stopped posting/,
    /^node show pi-1$/,
  ],
  "coredns-crash-loop": [
    "CoreDNSDown",
    /names in the cluster do not resolve/,
    /^pod logs kube-system\/coredns-\S+ --previous$/,
  ],
  "kube-proxy-missing-on-pi": [
    "KubeDaemonSetNotScheduled",
    /missing on pi-1: .*likely because its node selector wants kubernetes.io\/arch=amd64$/,
    /^kube-proxy repair$/,
  ],
  "kube-proxy-no-toleration": [
    "KubeDaemonSetNotScheduled",
    /missing on cp1: .*likely because it does not tolerate the taint/,
    /^kube-proxy repair$/,
  ],
  "kube-proxy-amd64-image": [
    "KubeDaemonSetNotScheduled",
    /not ready on pi-1: .*likely because its image .*kube-proxy-amd64:\S+ is for amd64 only$/,
    /^kube-proxy repair$/,
  ],
  "serving-requests": ["KubeCertificateRequestWaiting", /certificate request/, /^csr list$/],
  "disk-pressure": ["KubeNodePressure", /^worker1 has DiskPressure/, /^disk clean worker1$/],
  "image-wrong-arch": [
    "KubePodCrashLooping",
    /sensor-bridge keeps crashing on pi-1: .*likely because its image is not for arm64/,
    /^pod logs default\/sensor-bridge-\S+/,
  ],
  "api-certificate-expired": [
    "KubeAPIDown",
    /the API server's certificate expired on \d{4}-\d\d-\d\d$/,
    /^cert renew$/,
  ],
  "api-server-down": ["KubeAPIDown", /nothing listens on \S+ \(connection refused\)$/, /^status$/],
  "hostile-names": [
    "KubeContainerWaiting",
    /^default\/hostile has been <!channel> for/,
    /^event list default/,
  ],
};

test.each(Object.entries(table))("%s", async (name, [alert, says, remedy]) => {
  await using home = await broken(name);
  const [worst] = await home.problems();
  expect([worst?.alert, worst?.summary]).toEqual([alert, expect.stringMatching(says)]);
  expect(worst?.remedies[0]).toMatch(remedy);
});

test("a node in need explains what its taint keeps off it", async () => {
  await using home = await broken("disk-pressure");
  const problems = await home.problems();
  const pending = problems.find(({ alert }) => alert === "KubePodNotScheduled");

  expect(pending && causesAmong(problems)(pending)).toBe("KubeNodePressure/Node//worker1");
});

/** What can be seen only once somebody drains or upgrades. */
const unseen = ["drain-blocked", "upgrade-kubelet-fails"];
/** Tried where there are machines: test/scenarios/certificates.test.ts, upgrade.test.ts and upgrade-start.test.ts. */
const needMachines = ["certificates-expired", "upgrade-blocked", "upgrade-canary-fails"];

test.each(unseen)("%s is no problem yet, and nothing starts any more", async (name) => {
  await using home = await broken(name);
  expect(await home.problems()).toEqual([]);
});

test("each breakage is in one of the lists", () => {
  const tried = [...Object.keys(table), ...unseen, ...needMachines];
  expect(tried.toSorted()).toEqual(SCENARIOS.map(({ name }) => name).toSorted());
});

/** A cluster in which nothing moves any more once the switch has said that it is broken, as somebody sees it who comes then. */
async function broken(name: string) {
  const cluster = await startCluster({ podStartMs: 100, podStopMs: 0 });
  await scenarioBoard({ cluster }).toggle(name);
  cluster.freeze();
  const load = loadFrom(cluster, "credentials");
  const bot = connectCluster({ name: "home", clock: systemClock, log: silentLog, load, advise });
  bot.start();
  await bot.settled(AbortSignal.timeout(60_000));
  return {
    problems: () => problemsOf(bot),
    [Symbol.asyncDispose]: async () => {
      await bot.stop();
      await cluster.close();
    },
  };
}

/** The worst first. */
async function problemsOf(bot: ClusterConnection): Promise<readonly Problem[]> {
  const signal = AbortSignal.timeout(60_000);
  await bot.probe("certificateRequests", signal);
  const { problems } = judge(await look(bot, { now: systemClock.now(), signal }));
  return withCauses(problems, bot, signal);
}
