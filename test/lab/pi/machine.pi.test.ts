// What a Pi has of its own and the lab's other hosts share with the machine: kernel command line, clock, swap.
import "../hosts/own-lab.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { down } from "../hosts/down.ts";
import { exec } from "../hosts/exec.ts";
import { restartPi, upPi } from "./up.ts";

const minutes = 60_000;

beforeAll(async () => {
  await down();
  await upPi("pi1");
}, 40 * minutes);
afterAll(() => down());

test(
  "kubeadm only warns of swap, and swap is real",
  async () => {
    await exec("pi1", "fallocate -l 64M /swap && chmod 600 /swap && mkswap -q /swap && swapon /swap");
    expect((await exec("pi1", ["cat", "/proc/swaps"])).stdout).toContain("/swap");
    const said = await preflight();
    expect(said).toContain("[WARNING Swap]: swap is supported for cgroup v2 only");
    expect(said).not.toContain("[ERROR");
    await exec("pi1", ["swapoff", "/swap"]);
  },
  5 * minutes,
);

describe("with cgroup_disable=memory on the kernel's command line, as a Pi's firmware has it", () => {
  beforeAll(() => restartPi("pi1", { kernelArguments: ["cgroup_disable=memory"] }), 20 * minutes);

  test(
    "the control groups have no memory controller, and kubeadm's preflight fails on it",
    async () => {
      expect((await exec("pi1", ["cat", "/sys/fs/cgroup/cgroup.controllers"])).stdout).not.toContain(
        "memory",
      );
      expect(await preflight()).toContain("[ERROR SystemVerification]: missing required cgroups: memory");
    },
    5 * minutes,
  );
});

describe("with a clock that has no battery", () => {
  beforeAll(() => restartPi("pi1", { clock: new Date("1970-01-01T00:00:10Z") }), 20 * minutes);

  test("systemd sets the clock to the time of its own release, not to 1970", async () => {
    const script = "date +%s; stat --format=%Y /usr/lib/systemd/systemd; cut -d. -f1 /proc/uptime; dmesg";
    const said = (await exec("pi1", script)).stdout;
    const [now = 0, released = 0, uptime = 0] = said.split("\n", 3).map(Number);
    expect(said).toContain("setting system clock to 1970-01-01T00:00:");
    expect(said).toContain("systemd[1]: System time before build time, advancing clock.");
    expect(now).toBeGreaterThanOrEqual(released);
    expect(now - released).toBeLessThanOrEqual(uptime);
  });
});

/** What kubeadm says of the host before it looks for a cluster, which is not there. */
async function preflight(): Promise<string> {
  const join = "kubeadm join phase preflight 10.77.0.99:6443 --token abcdef.0123456789abcdef";
  const { stdout, stderr } = await exec(
    "pi1",
    `LC_ALL=C timeout 60 ${join} --discovery-token-unsafe-skip-ca-verification`,
  );
  return stdout + stderr;
}
