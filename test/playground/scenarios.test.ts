// Each breakage of the playground is told for what it is: its alert, why it is likely so, and what mends it or shows more.

import { setTimeout as sleep } from "node:timers/promises";
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
  "disk-pressure": ["KubeNodePressure", /^worker1 has DiskPressure/, /^node show worker1$/],
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
  const cluster = await startCluster({ podStartMs: 0, podStopMs: 0 });
  const load = loadFrom(cluster, "credentials");
  const bot = connectCluster({ name: "home", clock: systemClock, log: silentLog, load, advise });
  try {
    bot.start();
    await bot.settled(AbortSignal.timeout(10_000));
    const scenario = SCENARIOS.find((each) => each.name === name);
    await scenario?.begin(cluster);
    const worst = await worstOf(bot, alert);
    expect([worst?.alert, worst?.summary]).toEqual([alert, expect.stringMatching(says)]);
    expect(worst?.remedies[0]).toMatch(remedy);
  } finally {
    await bot.stop();
    await cluster.close();
  }
});

test("a node in need explains what its taint keeps off it", async () => {
  const cluster = await startCluster({ podStartMs: 0, podStopMs: 0 });
  const load = loadFrom(cluster, "credentials");
  const bot = connectCluster({ name: "home", clock: systemClock, log: silentLog, load, advise });
  bot.start();
  await SCENARIOS.find(({ name }) => name === "disk-pressure")?.begin(cluster);
  const pending = await until(async () => (await problemsOf(bot)).find(isUnscheduled));
  const causeOf = causesAmong(await problemsOf(bot));
  await bot.stop();
  await cluster.close();

  expect(pending && causeOf(pending)).toBe("KubeNodePressure/Node//worker1");
});

const isUnscheduled = ({ alert }: Problem) => alert === "KubePodNotScheduled";

/** Once the alert is there; the worst as it is after some seconds without it. */
async function worstOf(bot: ClusterConnection, alert: string): Promise<Problem | undefined> {
  const found = await until(async () => {
    const [worst] = await problemsOf(bot);
    return worst?.alert === alert ? worst : undefined;
  });
  const [worst] = await withCauses(found ? [found] : await problemsOf(bot), bot, AbortSignal.timeout(5_000));
  return worst;
}

async function problemsOf(bot: ClusterConnection): Promise<readonly Problem[]> {
  const signal = AbortSignal.timeout(5_000);
  await bot.probe("certificateRequests", signal);
  return judge(await look(bot, { now: systemClock.now(), signal })).problems;
}

/** Watches bring what has happened when they bring it. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
  const end = Date.now() + 10_000;
  for (;;) {
    const found = await look();
    if (found !== undefined || Date.now() > end) return found;
    await sleep(20);
  }
}
