// Real hosts: what each verb does to them. About a minute.
import "./own-lab.ts";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  copyTo,
  cut,
  down,
  emptyDisk,
  exec,
  fillDisk,
  heal,
  inventory,
  off,
  reboot,
  ssh,
  status,
  up,
} from "./index.ts";
import { lab } from "./lab-command.ts";

beforeAll(async () => {
  await down();
  await up(["cp1", "worker1"]);
});
afterAll(() => down());

describe("a host", () => {
  test("has booted its own systemd, journald and container runtime", async () => {
    const { stdout } = await exec(
      "cp1",
      "systemctl is-system-running; systemctl is-active ssh systemd-journald containerd",
    );
    expect(stdout).toBe("running\nactive\nactive\nactive\n");
  });

  test("has its own hostname and address", async () => {
    const { stdout } = await ssh("worker1", "hostname; ip -4 -o addr show eth0");
    expect(stdout).toMatch(/^worker1\n.* inet 10\.77\.0\.12\/24 /);
  });

  test("lets ops in by key and lets ops become root", async () => {
    const { stdout } = await ssh("cp1", ["sudo", "-n", "sh", "-c", "id -un; logname"]);
    expect(stdout).toBe("root\nops\n");
  });

  test("gets every argument as it was given", async () => {
    const words = ["two words", "it's", "$HOME", "", "*"];
    const { stdout } = await ssh("cp1", ["printf", "<%s>", ...words]);
    expect(stdout).toBe("<two words><it's><$HOME><><*>");
  });

  test("answers input and exit code through both doors", async () => {
    expect(await ssh("cp1", "cat; exit 3", { input: "hello" })).toEqual({
      stdout: "hello",
      stderr: expect.any(String),
      code: 3,
    });
    expect(await exec("cp1", "cat; exit 4", { input: "hello" })).toEqual({
      stdout: "hello",
      stderr: expect.any(String),
      code: 4,
    });
  });

  test("a command that fails without a word has said nothing", async () => {
    expect(await exec("cp1", ["false"])).toEqual({ stdout: "", stderr: "", code: 1 });
  });

  test("reaches the other hosts by name, and nothing beyond", async () => {
    expect(await ssh("cp1", ["ping", "-c1", "-W2", "worker1"])).toMatchObject({ code: 0 });
    expect((await exec("cp1", ["ping", "-c1", "-W2", "1.1.1.1"])).code).not.toBe(0);
    expect((await exec("cp1", ["curl", "-sS", "--max-time", "2", "http://1.1.1.1"])).code).not.toBe(0);
  });

  // Never set a wrong time here: were the guard broken, every other program of this machine would pay for it.
  test("cannot set the machine's clock, load modules or write to its memory, through no door", async () => {
    const effective = "sed -n 's/^CapEff:\\t//p' /proc/self/status";
    const doors = [
      await exec("cp1", effective),
      await ssh("cp1", `sudo sh -c "${effective}"`),
      await exec("cp1", ofInit),
    ];
    for (const { stdout } of doors) {
      expect(stdout).toMatch(/^[0-9a-f]{16}\n$/);
      expect(BigInt(`0x${stdout.trim()}`) & forbidden).toBe(0n);
    }
  });

  test("gets packages from the lab's repository only", async () => {
    const { stdout } = await ssh("cp1", "sudo apt-get -qq update && apt-cache policy containerd.io");
    expect(stdout).toContain("http://10.77.0.1/linux/debian bookworm/stable");
    expect((await exec("cp1", ["apt-cache", "policy"])).stdout).not.toContain("deb.debian.org");
  });

  test("finds built-in kernel modules with modprobe, and no others", async () => {
    expect(await ssh("cp1", "sudo modprobe -a overlay br_netfilter")).toMatchObject({ code: 0, stderr: "" });
    expect((await ssh("cp1", "sudo modprobe no_such_module")).code).toBe(1);
  });

  test("starts a container that asks to be shielded from the OOM killer", async () => {
    const { stdout, stderr } = await exec("cp1", shieldedContainer);
    expect(stdout, stderr).toBe("I run\n");
  });
});

describe("copyTo", () => {
  test("puts files and folders with their modes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lab-copy-"));
    writeFileSync(join(folder, "program"), "#!/bin/sh\necho ran\n", { mode: 0o755 });
    await copyTo("cp1", join(folder, "program"), "/opt/a/b/renamed");
    await copyTo("cp1", folder, "/opt/whole");
    rmSync(folder, { recursive: true });

    const { stdout } = await exec("cp1", "/opt/a/b/renamed; /opt/whole/program; ls -A /opt/a/b");
    expect(stdout).toBe("ran\nran\nrenamed\n");
  });
});

describe("faults", () => {
  test("a host that is cut off runs on, is reached by exec only, and stays cut over a reboot until it is healed", async () => {
    await cut("worker1");
    expect(await status()).toContainEqual(
      expect.objectContaining({ name: "worker1", power: "cut", sshd: "silent" }),
    );
    expect(await ssh("worker1", "true")).toMatchObject({ code: 255 });
    expect(await exec("worker1", ["hostname"])).toMatchObject({ stdout: "worker1\n" });

    await reboot("worker1");
    expect(await ssh("worker1", "true")).toMatchObject({ code: 255 });

    await heal("worker1");
    expect(await ssh("worker1", "hostname")).toMatchObject({ stdout: "worker1\n", code: 0 });
  });

  test("exec works when sshd is dead", async () => {
    await exec("worker1", ["systemctl", "stop", "ssh"]);
    expect(await ssh("worker1", "true")).toMatchObject({ code: 255 });
    expect(await exec("worker1", ["systemctl", "start", "ssh"])).toMatchObject({ code: 0 });
  });

  test("a reboot keeps the disk and its keys, and forgets routes and devices", async () => {
    const boot = "cat /proc/sys/kernel/random/boot_id";
    const before = await ssh(
      "cp1",
      `echo kept | sudo tee /var/lib/kept; sudo ip link add br9 type bridge; ${boot}`,
    );
    await reboot("cp1");
    const after = await ssh("cp1", `cat /var/lib/kept; ip -o link show br9; ${boot}`);

    expect(after.stdout.split("\n")[0]).toBe("kept");
    expect(after.stdout.split("\n")[1]).not.toBe(before.stdout.split("\n")[1]);
    expect(after.stderr).toContain('"br9" does not exist');
  });

  test("a power cut ends the host at once, nothing answers in its place, and `up` starts it with its disk", async () => {
    await exec("worker1", "echo synced >/var/lib/kept; sync");
    await off("worker1");
    expect(await status()).toContainEqual(
      expect.objectContaining({ name: "worker1", power: "off", systemd: "-" }),
    );
    expect(await ssh("cp1", pingWorker)).toMatchObject({ code: 1 });

    await up(["worker1"]);
    expect(await ssh("worker1", "cat /var/lib/kept")).toMatchObject({ stdout: "synced\n" });
  });

  test("a host that switches itself off stays off, and nothing answers in its place", async () => {
    await exec("worker1", ["systemctl", "poweroff"]);
    await expect
      .poll(status, { timeout: 60_000, interval: 500 })
      .toContainEqual(expect.objectContaining({ name: "worker1", power: "off" }));
    await expect.poll(async () => (await ssh("cp1", pingWorker)).code, { timeout: 10_000 }).toBe(1);
    await up(["worker1"]);
    // cp1 gives up the address it asked for in vain three seconds ago, whoever has come back meanwhile.
    await expect.poll(async () => (await ssh("cp1", pingWorker)).code, { timeout: 10_000 }).toBe(0);
  });

  test("a full disk refuses writes until it is emptied", async () => {
    await fillDisk("worker1", { freeBytes: 10 * 1024 ** 2 });
    expect(await exec("worker1", "head -c 5M /dev/zero >/var/tmp/five")).toMatchObject({ code: 0 });
    await fillDisk("worker1");
    expect((await exec("worker1", "head -c 5M /dev/zero >/var/tmp/more")).stderr).toContain(
      "No space left on device",
    );

    await emptyDisk("worker1");
    expect(await exec("worker1", "head -c 5M /dev/zero >/var/tmp/more")).toMatchObject({ code: 0 });
  });
});

describe("the command line", () => {
  test("up twice changes nothing", async () => {
    const boots = () => exec("cp1", ["cat", "/proc/sys/kernel/random/boot_id"]);
    const before = await boots();
    expect(await lab("up", "cp1", "worker1")).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect(await boots()).toEqual(before);
  });

  test("inventory says how to log in", async () => {
    const { stdout } = await lab("inventory");
    expect(JSON.parse(stdout)).toEqual(inventory());
    expect(inventory()).toMatchObject([
      {
        name: "cp1",
        address: "10.77.0.11",
        user: "ops",
        hostKey: expect.stringMatching(/^ssh-ed25519 \S+$/),
      },
      { name: "worker1", address: "10.77.0.12", user: "ops", arch: expect.stringMatching(/^(amd64|arm64)$/) },
    ]);
  });

  test("status is a table", async () => {
    const { stdout } = await lab("status");
    expect(stdout).toMatch(
      /^HOST +ADDRESS +POWER +SYSTEMD +SSHD +UPTIME\ncp1 +10\.77\.0\.11 +up +running +answers +\d+/,
    );
  });

  test("run gives a program of this machine the lab's network and names", async () => {
    expect((await lab("run", "--", "ssh-keyscan", "-t", "ed25519", "cp1")).stdout).toContain(
      inventory()[0]?.hostKey,
    );
  });

  test.each(["exec", "ssh"])("%s takes two dashes in front of the command", async (verb) => {
    expect(await lab(verb, "cp1", "--", "hostname")).toMatchObject({ stdout: "cp1\n", code: 0 });
  });

  test("a new host becomes known to the others, and goes away alone", async () => {
    expect(await lab("up", "pi1")).toMatchObject({ code: 0 });
    expect(await ssh("cp1", "getent hosts pi1")).toMatchObject({
      stdout: expect.stringMatching(/^10\.77\.0\.13 +pi1\n$/),
    });
    expect(await lab("down", "pi1")).toMatchObject({ code: 0 });
    expect(inventory().map(({ name }) => name)).toEqual(["cp1", "worker1"]);
  });

  test("an API server that is not there cannot be stopped", async () => {
    const { code, stderr } = await lab("api-server", "stop");
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("there is no static pod kube-apiserver here"),
    ]);
  });

  test.each([
    { typed: ["up"], code: 2, says: "Name the hosts" },
    { typed: ["up", "Bad_Name"], code: 2, says: '"Bad_Name" cannot be a host\'s name' },
    { typed: ["up", "tasks"], code: 2, says: "tasks is the name of something else" },
    { typed: ["upp"], code: 2, says: "There is no verb upp" },
    { typed: ["build", "--foo"], code: 2, says: "Unknown option '--foo'" },
    { typed: ["images", "--foo"], code: 2, says: "Unknown option '--foo'" },
    { typed: ["fleet", "--foo"], code: 2, says: "Unknown option '--foo'" },
    { typed: ["cluster", "--foo"], code: 2, says: "Unknown option '--foo'" },
    { typed: ["cut", "nope"], code: 2, says: "No host is called nope: there are cp1, worker1" },
    { typed: ["ssh"], code: 2, says: "Name a host" },
    { typed: ["fill-disk", "cp1", "--free", "ten"], code: 2, says: "--free ten: write a size" },
    { typed: ["fill-disk", "cp1", "--fre", "10M"], code: 2, says: "Unknown option '--fre'" },
    { typed: ["fill-disk", "cp1", "/nowhere"], code: 1, says: "cp1: there is no folder /nowhere" },
    { typed: ["fill-disk", "cp1", "/run"], code: 1, says: "cp1: /run is not on the disk but on tmpfs" },
  ])("$typed is refused with one line and code $code", async ({ typed, code, says }) => {
    const { stderr, ...outcome } = await lab(...typed);
    expect(outcome).toEqual({ stdout: "", code });
    expect(stderr).toContain(says);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

const pingWorker = ["ping", "-c1", "-W2", "worker1"];

const ofInit = "sed -n 's/^CapBnd:\\t//p' /proc/1/status";

/** CAP_SYS_MODULE, CAP_SYS_RAWIO and CAP_SYS_TIME, by their numbers in capabilities(7)'s header. */
const forbidden = (1n << 16n) | (1n << 17n) | (1n << 25n);

/** As the kubelet asks for the sandbox of a pod. */
const shieldedContainer = `
set -e
rm -rf /tmp/bundle && mkdir -p /tmp/bundle/rootfs && cd /tmp/bundle
for folder in bin lib lib64 usr; do mkdir -p rootfs/$folder; mount --rbind /$folder rootfs/$folder; done
runc spec
sed -i 's/"terminal": true/"terminal": false/; s/"sh"$/"echo", "I run"/; s/"process": {/"process": {"oomScoreAdj":-998,/' config.json
runc run shielded </dev/null; code=$?
umount -R -l rootfs/bin rootfs/lib rootfs/lib64 rootfs/usr
exit $code
`;
