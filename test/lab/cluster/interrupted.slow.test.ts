// A `cluster` that somebody interrupts, as with Ctrl-C, or that is killed, is made whole by the next.
import "../hosts/own-lab.ts";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { down, exec, up } from "../hosts/index.ts";
import { labProgram } from "../hosts/lab-command.ts";
import { cluster } from "./cluster.ts";

const hosts = ["cp1"];

beforeEach(async () => {
  await down();
  await up(hosts);
});
afterAll(() => down());

test.each([
  { when: "while apt unpacks", sign: "[ -e /usr/bin/kubeadm ]", end: interrupt },
  { when: "while apt unpacks", sign: "[ -e /usr/bin/kubeadm ]", end: kill },
  { when: "while kubeadm init runs", sign: "[ -e /etc/kubernetes/kubelet.conf ]", end: interrupt },
  { when: "while kubeadm init runs", sign: "[ -e /etc/kubernetes/kubelet.conf ]", end: kill },
])(
  "$when: $end.name",
  async ({ sign, end }) => {
    const child = spawn(process.execPath, [labProgram, "cluster"], { detached: true, stdio: "ignore" });
    const ended = once(child, "exit");
    await vi.waitFor(async () => expect((await exec("cp1", sign)).code).toBe(0), {
      timeout: 120_000,
      interval: 20,
    });
    end(child);
    await ended;

    expect(await cluster({ hosts })).toMatchObject({ controlPlanes: hosts });
  },
  600_000,
);

/** Everything that was started with it hears of it, as on a terminal. */
function interrupt({ pid = 0 }: ChildProcess): void {
  process.kill(-pid, "SIGINT");
}

/** What it had begun on the host goes on. */
function kill(child: ChildProcess): void {
  child.kill("SIGKILL");
}
