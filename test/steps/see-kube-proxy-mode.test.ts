import { afterEach, expect, test } from "vitest";
import seeKubeProxyMode from "#src/steps/see-kube-proxy-mode.ts";
import { noCampaignsOfStep } from "../campaign/none.ts";
import { noHostsOfStep } from "../hosts/none.ts";
import { daemonSetOf, givenWorld, type World } from "../kubeadm/kube-proxy/given.ts";

let world: World;
afterEach(() => world.close());

test("every node counts, and each that does not run it yet is named", async () => {
  world = await givenWorld();
  expect(await done("iptables")).toEqual({
    goal: "holds",
    evidence: "kube-proxy works in iptables mode on 3 nodes",
  });
  const proof = await done("nftables");
  expect(proof.goal).toBe("open");
  expect(proof.evidence).toMatch(/^on 3 of 3 nodes not yet: kube-proxy-\w+ on cp1 runs in iptables mode,/);
});

test("a node without a pod is not well", async () => {
  world = await givenWorld({ controllers: false });
  const [pod] = world.simulated.store
    .list("pods", "kube-system")
    .filter(({ metadata }) => metadata.name.startsWith("kube-proxy-"));
  world.simulated.store.remove("pods", "kube-system", pod?.metadata.name ?? "");
  const proof = await done("iptables");
  expect(proof.evidence).toMatch(/^on 1 of 3 nodes not yet: \S+ has no pod of kube-proxy$/);
});

test("it changes nothing", async () => {
  world = await givenWorld();
  world.simulated.forgetRequests();
  await seeKubeProxyMode.run({ mode: "iptables", daemonSet: "" }, context());
  expect(world.simulated.requests).toEqual([]);
});

function done(mode: string) {
  return seeKubeProxyMode.done({ mode, daemonSet: daemonSetOf(world.simulated).metadata.uid }, context());
}

function context() {
  return {
    cluster: world.cluster,
    hosts: noHostsOfStep,
    campaigns: noCampaignsOfStep,
    operation: { id: "op-7k3m9x", by: "U0ANN" as const, startedAt: 0 },
    self: undefined,
    now: () => 0,
    signal: AbortSignal.timeout(60_000),
  };
}
