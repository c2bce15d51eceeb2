// A node's machine is asked over real SSH: what its kubelet wrote reaches whoever asks, and what cannot be asked hurts nobody.
import { expect, test } from "vitest";
import { collectAbout, explainAbout } from "#src/diagnosis/about.ts";
import { createCatalogue } from "#src/diagnosis/load-signatures.ts";
import { match } from "#src/diagnosis/match.ts";
import type { HostsView } from "#src/hosts/host.ts";
import type { Machine } from "../../../playground/hosts/machine.ts";
import { kernelSays } from "../../../playground/hosts/programs/systemd.ts";
import { givenCluster, givenNode, silent } from "../../given.ts";
import { givenHost } from "../../hosts/given.ts";

const signatures = createCatalogue([])();
const signal = AbortSignal.timeout(60_000);
const swap =
  'E0707 19:46:43.349802 5328 run.go:72] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"';

function givenKubelet(machine: Machine, active: "active" | "failed", writes = ""): void {
  machine.services.set("kubelet", { active, enabled: "enabled" });
  machine.services.set("containerd", { active: "active", enabled: "enabled" });
  machine.programs.set("crictl", async ({ out }) => {
    await out(JSON.stringify({ containers: [] }));
    return 0;
  });
  machine.journal.write("kubelet", "0", `${writes}\n`);
}

async function explain(hosts: HostsView, machineId: string) {
  const node = givenNode({ name: "pi-4", machineId, conditions: [silent()] });
  const cluster = givenCluster({ nodes: [node] });
  const about = await collectAbout({ kind: "Node", name: "pi-4" }, { cluster, hosts, signal });
  if (!about) throw new Error("nothing was collected");
  const { collected } = about;
  return { collected, why: explainAbout(about, match(signatures, collected.evidence)) };
}

function idOf({ files }: Machine): string {
  return files.get("/etc/machine-id")?.content.trim() ?? "";
}

test("a kubelet that swap keeps down is told with the line of its journal", async () => {
  const { hosts, simulated } = await givenHost();
  givenKubelet(simulated.machine, "failed", swap);
  simulated.machine.journal.write(kernelSays, "0", "hwmon hwmon1: Undervoltage detected!\n");
  const { collected, why } = await explain(hosts, idOf(simulated.machine));
  expect(why).toMatchObject({ line: swap, words: expect.stringContaining("Host up, kubelet down (failed)") });
  expect(collected.evidence.find(({ source }) => source === "kernel")?.text).toContain("Undervoltage");
  expect(collected.well).toContain("crictl: 0 of 0 containers running");
  expect(collected.unread).toEqual([]);
  // One machine, one connection, whatever is read.
  expect(simulated.connections()).toBe(2);
});

test("a machine that gives no sign of life is told as off", async () => {
  let isOff = false;
  const { hosts, host, simulated } = await givenHost({ isOff: () => isOff });
  // Also over a connection that stood before.
  await host.read("hostname", AbortSignal.timeout(60_000));
  isOff = true;
  const { collected, why } = await explain(hosts, idOf(simulated.machine));
  expect(why?.words).toMatch(/^Host off, or cut off from the network/);
  expect(collected.unread).toEqual([why?.line]);
});

test("a machine whose sudo asks for a password is read as far as that goes", async () => {
  const { hosts, simulated } = await givenHost();
  givenKubelet(simulated.machine, "failed", swap);
  simulated.machine.faults.sudoAsks = true;
  const { collected, why } = await explain(hosts, idOf(simulated.machine));
  expect(why?.words).toMatch(/^Host up, kubelet down \(failed\), for no reason that I know/);
  expect(collected.unread.join()).toContain("sudo without a password");
});

test("a machine whose key changed is not asked, and says so", async () => {
  const before = await givenHost();
  const { port } = before.simulated;
  await before.simulated.close();
  await givenHost({ port, isPinned: false });
  const { collected, why } = await explain(before.hosts, "aa");
  expect(why).toBeUndefined();
  expect(collected.unread.join()).toContain("shows another key");
});

test("what a machine says stays text, and no more of it is kept than a line", async () => {
  const { hosts, simulated } = await givenHost();
  const long = `E0101 running with swap on is not supported, please disable swap <!channel> ${"x".repeat(9_000)}`;
  givenKubelet(simulated.machine, "failed", long);
  simulated.machine.faults.profilePrints = "<!here> welcome\n";
  const { why } = await explain(hosts, idOf(simulated.machine));
  expect(why?.line).toHaveLength(400);
  expect(why?.line).toContain("<!channel>");
});

test("a machine that nobody has named is not looked for", async () => {
  const { hosts } = await givenHost();
  const node = givenNode({ name: "elsewhere", conditions: [silent()] });
  const cluster = givenCluster({ nodes: [node] });
  const about = await collectAbout({ kind: "Node", name: "elsewhere" }, { cluster, hosts, signal });
  expect(about?.machine).toBeUndefined();
});
