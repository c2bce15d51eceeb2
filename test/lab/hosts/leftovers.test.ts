// What a lab leaves behind: nothing, however it ended; and what it does to the machine meanwhile: nothing.
import "./own-lab.ts";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeEach, expect, test } from "vitest";
import { labName, stateFolder } from "../paths.ts";
import { outcomeOf, run } from "../run.ts";
import { processesIn } from "./cgroups.ts";
import { leaderOf } from "./exec.ts";
import { down, exec, labNamespace, ssh, up } from "./index.ts";
import { labProgram } from "./lab-command.ts";
import { hostFolder } from "./names.ts";

beforeEach(() => down());
afterAll(async () => {
  await down();
  await run([process.execPath, labProgram, "down"], sideBySide);
});

test("the machine is the same while hosts run, and after them", async () => {
  const before = await machine();
  await up(["a1", "a2"]);
  await exec("a1", "sysctl -qw net.ipv4.ip_forward=1; ip link add br9 type bridge");
  await exec("a1", "nft add table ip mine; iptables -A FORWARD -j DROP; hostname other");
  expect(await machine()).toEqual(before);
  await down();
  expect(await machine()).toEqual(before);
  expect(await leftovers()).toEqual(nothing);
});

test.each([200, 800, 2000, 4000])(
  "an `up` killed after %i ms is made whole by the next, and removed by down",
  async (afterMs) => {
    await killed(afterMs, "up", "a1", "a2");

    await up(["a1", "a2"]);
    expect(await ssh("a2", "hostname")).toMatchObject({ stdout: "a2\n" });
    await down();
    expect(await leftovers()).toEqual(nothing);
  },
);

test.each([
  { what: "a host", hosts: ["a1"] },
  { what: "a lab", hosts: [] },
])("a `down` that comes to no end leaves no half of $what", async ({ hosts }) => {
  await up(["a1", "a2"]);
  await run(["chattr", "+i", join(hostFolder("a1"), "disk.ext4")]);
  try {
    await expect(down(hosts)).rejects.toThrow("EPERM");

    await up(["a1", "a2"]);
    for (const host of ["a1", "a2"])
      expect(await ssh(host, "hostname")).toMatchObject({ stdout: `${host}\n` });
  } finally {
    await run(["chattr", "-R", "-f", "-i", ...(await Array.fromAsync(glob(`${stateFolder}*`)))]);
  }
  await down();
  expect(await leftovers()).toEqual(nothing);
});

test("an `up` killed after a while leaves nothing that down alone does not find", async () => {
  await killed(1500, "up", "a1", "a2");

  await down();
  expect(await leftovers()).toEqual(nothing);
});

test("a host whose keeper or init was killed comes up again with its disk", async () => {
  await up(["a1"]);
  await exec("a1", "echo kept >/var/lib/kept; sync");
  for (const find of [keeperOf, leaderOf]) {
    kill(find("a1"));
    await up(["a1"]);
    expect(await ssh("a1", "cat /var/lib/kept")).toMatchObject({ stdout: "kept\n" });
  }
});

test("a lab whose state folder was deleted is found by its name", async () => {
  await up(["a1"]);
  rmSync(stateFolder, { recursive: true });
  await down();
  expect(await leftovers()).toEqual(nothing);
});

test("hosts that the state folder does not know any more do not disturb new ones", async () => {
  await up(["a1", "a2"]);
  rmSync(stateFolder, { recursive: true });
  await up(["a2"]);
  expect(await ssh("a2", "hostname")).toMatchObject({ stdout: "a2\n" });
  expect(leaderOf("a1")).toBeUndefined();
});

test("two labs run side by side and do not see each other", async () => {
  await Promise.all([up(["a1"]), run([process.execPath, labProgram, "up", "b1"], sideBySide)]);

  const hostname = await run(
    [process.execPath, labProgram, "ssh", "b1", "hostname; ping -c1 -W1 a1"],
    sideBySide,
  ).catch(String);
  expect(hostname).toContain("a1: Temporary failure in name resolution");
  await run([process.execPath, labProgram, "down"], sideBySide);
  expect(await ssh("a1", "hostname")).toMatchObject({ stdout: "a1\n" });
});

test("down twice is fine", async () => {
  await down();
  await down();
  expect(await leftovers()).toEqual(nothing);
});

/** Types the line and kills all that it started, unless it has ended by then. */
async function killed(afterMs: number, ...line: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [labProgram, ...line], { detached: true, stdio: "ignore" });
  const ended = once(child, "exit");
  await sleep(afterMs);
  if (child.exitCode === null) kill(child.pid && -child.pid);
  await ended;
}

/** Number 0 would be this test's own group. */
function kill(pid: number | undefined): void {
  if (!pid) throw new Error("there is no such process");
  process.kill(pid, "SIGKILL");
}

function keeperOf(host: string): number | undefined {
  return processesIn(host).find((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("host-run.sh"),
  );
}

/** No other lab's tests may take it down. */
const sideBySide = { env: { WHEELHOUSE_LAB_NAME: `b${labName}`.slice(0, 15) } };

const nothing = { processes: [], groups: [], namespaces: [], loopDevices: [], mounts: [], state: [] };

async function leftovers(): Promise<typeof nothing | Record<string, readonly string[]>> {
  const lines = async (argv: readonly string[], word: string): Promise<readonly string[]> => {
    const { stdout } = await outcomeOf(argv);
    return stdout.split("\n").filter((line) => line.includes(word));
  };
  return {
    processes: await lines(["ps", "-eo", "args"], `${stateFolder}/`),
    groups: await lines(["find", "/sys/fs/cgroup", "-name", labNamespace], labNamespace),
    namespaces: await lines(["ip", "netns", "list"], labNamespace),
    loopDevices: await lines(["losetup", "--list"], `${stateFolder}/`),
    mounts: await lines(["cat", "/proc/self/mountinfo"], labNamespace),
    state: await Array.fromAsync(glob(`${stateFolder}*`)),
  };
}

/** What must not change, without what other labs on this machine do at the same time. */
async function machine(): Promise<Record<string, unknown>> {
  const say = async (...argv: readonly string[]): Promise<string> => (await outcomeOf(argv)).stdout;
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  const groups = (await say("find", "/sys/fs/cgroup", "-maxdepth", "3", "-type", "d"))
    .split("\n")
    .filter((group) => !/\/wheelhouse-\w+/.test(group));
  return {
    addresses: (await say("ip", "-o", "address")).replaceAll(/ (valid|preferred)_lft \S+/g, ""),
    routes: (await say("ip", "route", "show", "table", "all")) + (await say("ip", "-6", "route")),
    links: await say("ip", "-brief", "link"),
    packetFilter: (await say("iptables-save")).replaceAll(/^#.*$|\[\d+:\d+\]/gm, ""),
    nft: await say("nft", "list", "ruleset"),
    tunables: await say("sysctl", ...tunables),
    mounts: mounts
      .map((mount) => mount.split(" ").slice(3, 6).join(" "))
      .filter((mount) => !mount.includes("netns")),
    groups,
    hostname: await say("hostname"),
    timeZone: await say("date", "+%Z"),
    kernelTimeZone: await say("sh", "-c", "cat /etc/timezone; readlink /etc/localtime"),
    clockIsRight: Math.abs(Date.now() - (performance.timeOrigin + performance.now())) < 1000,
  };
}

const tunables = [
  ...[
    "net.ipv4.ip_forward",
    "net.ipv4.conf.all.forwarding",
    "net.bridge.bridge-nf-call-iptables",
    "vm.overcommit_memory",
  ],
  ...[
    "kernel.panic",
    "kernel.panic_on_oops",
    "kernel.hostname",
    "fs.inotify.max_user_instances",
    "kernel.keys.root_maxkeys",
  ],
];
