// What a Pi has of its own and the lab's other hosts share with the machine: kernel command line, clock, swap, machine id.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { down } from "../hosts/down.ts";
import { exec } from "../hosts/exec.ts";
import { restartPi, upPi } from "./up.ts";

const minutes = 60_000;
const machineId = "0123456789abcdef0123456789abcdef";
const preflight =
  "LC_ALL=C kubeadm join phase preflight 10.77.0.99:6443 --token abcdef.0123456789abcdef --discovery-token-unsafe-skip-ca-verification";

beforeAll(() => upPi("pi1", { machineId }), 40 * minutes);
afterAll(() => down());

test("a machine id can be one that another host has, as on copied SD cards", async () => {
  expect((await exec("pi1", ["cat", "/etc/machine-id"])).stdout).toBe(`${machineId}\n`);
});

test(
  "kubeadm only warns of swap, and swap is real",
  async () => {
    await exec("pi1", "fallocate -l 64M /swap && chmod 600 /swap && mkswap -q /swap && swapon /swap");
    expect((await exec("pi1", ["cat", "/proc/swaps"])).stdout).toContain("/swap");
    const { stdout, stderr } = await exec("pi1", `timeout 60 ${preflight}`);
    expect(stdout + stderr).toContain("[WARNING Swap]: swap is supported for cgroup v2 only");
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
      const { stdout, stderr } = await exec("pi1", `timeout 60 ${preflight}`);
      expect(stdout + stderr).toContain("[ERROR SystemVerification]: missing required cgroups: memory");
    },
    5 * minutes,
  );
});

describe("with a clock that has no battery", () => {
  beforeAll(() => restartPi("pi1", { clock: new Date("1970-01-01T00:00:10Z") }), 20 * minutes);

  test("systemd sets the clock to the time of its own release, not to 1970", async () => {
    const clock = new Date(Number((await exec("pi1", ["date", "+%s"])).stdout) * 1000);
    expect(clock.getUTCFullYear()).toBeGreaterThan(2020);
    expect(clock.getTime()).toBeLessThan(Date.now());
  });
});
