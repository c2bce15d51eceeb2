// A Raspberry Pi is added from a thread: its key is approved, what stands against it is said, and it becomes a node. Makes a
// picture of the README.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Message } from "../../playground/slack/workspace.ts";
import { openCamera } from "../playground/camera.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeEach(async () => {
  chat = await givenConversation();
});
afterEach(() => chat.close());

/** Its key is approved already. */
async function givenKnown(): Promise<void> {
  const { propose, click, shows } = changes(chat);
  const card = await propose("/k8s host add pi-4");
  await click(card, "U0BOB", "Approve");
  await shows(card, "is pinned for pi-4.");
}

test("a board that nobody knows is added from a thread, by its key first and then by its join, and could be upgraded", async () => {
  const { workspace, machines, cluster } = chat;
  const { click } = changes(chat);
  const { machine } = machines.host("pi-4");
  const { ts: thread = "" } = await workspace.say({
    as: "U0ANN",
    channel: "C0OPS",
    text: "The new board is on the desk.",
  });
  const inThread = (text: string) => async (): Promise<Message> =>
    workspace.next(() =>
      workspace
        .visible({ as: "U0ANN", channel: "C0OPS" })
        .find((each) => each.thread_ts === thread && each.ts !== thread && textOf(each).includes(text)),
    );
  const camera = await openCamera(workspace.origin);
  const shot = { as: "U0BOB", channel: "C0OPS", thread, height: 900 };
  await workspace.say({
    as: "U0ANN",
    channel: "C0OPS",
    text: "@wheelhouse add node pi-4",
    thread_ts: thread,
  });
  const key = await inThread("Trust the key of pi-4 on home")();
  const pictures = [await camera?.thread(shot, "Trust the key of pi-4 on home")];
  expect(textOf(key)).toContain("What stands against joining it is read only then");
  expect(machine.ran).toEqual([]);
  await click(key, "U0BOB", "Approve");
  await inThread("is pinned for pi-4.")();

  await workspace.say({
    as: "U0ANN",
    channel: "C0OPS",
    text: "@wheelhouse add node pi-4",
    thread_ts: thread,
  });
  const card = await inThread("Join pi-4 on home")();
  const text = textOf(card);
  expect(text).toContain(
    "swap: on, or back after a reboot: /var/swap and dphys-swapfile; it is switched off for good",
  );
  expect(text).toContain("disk: 22.8Gi of 28.9Gi free on /, on an SD card");
  expect(text).toContain("16 checks passed");
  pictures.push(await camera?.thread(shot, "Join pi-4 on home"));
  await click(card, "U0BOB", "Approve");
  await inThread("pi-4 is Ready as 10.0.0.24")();
  await inThread("Join pi-4 on home is done.")();
  pictures.push(await camera?.thread(shot, "Join pi-4 on home is done."));
  await camera?.keep(
    "onboarding.webp",
    pictures.flatMap((png) => png ?? []),
  );

  expect(cluster.store.get("nodes", undefined, "pi-4")?.metadata.name).toBe("pi-4");
  expect(machine.files.get("/proc/swaps")?.content).not.toContain("/var/swap");
  // Neither the token nor the file with it is left, and the secret was in no argument and no journal.
  const secret = /token: [a-z0-9]{6}\.[a-z0-9]{16}/;
  expect(JSON.stringify([...machine.ran, machine.journal.all(), [...machine.files]])).not.toMatch(secret);
  expect(machine.units.size).toBe(0);
  expect(
    cluster.store
      .list("secrets", "kube-system")
      .some(({ metadata }) => metadata.annotations?.["wheelhouse/created-by"]),
  ).toBe(false);
  // It has what an upgrade needs, as every other node.
  const plan = textOf(await chat.ask("/k8s upgrade plan", { channel: "C0RANDOM" }));
  expect(plan).toContain("kubeadm 1.38.0 can be had for every machine");
  expect(plan).not.toContain("Machines that were not read");
});

test("a join that fails is explained, and resuming resets and joins anew", async () => {
  const { workspace, machines } = chat;
  const { propose, click, shows } = changes(chat);
  await givenKnown();
  const { machine } = machines.host("pi-4");
  machine.faults.kubeletIsUnhealthy =
    'E0707 19:46:43.349802 5328 run.go:72] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"';
  const card = await propose("/k8s node add pi-4");
  await click(card, "U0BOB", "Approve");
  const failed = textOf(await shows(card, "has joined by half"));
  // Not all that may keep a kubelet down, but what this one has written down.
  expect(failed).toContain("Swap on and failSwapOn true");
  expect(failed).toContain("Disable swap persistently.");
  expect(failed).toContain("ended with code 1 on pi-4");
  expect([...machine.files.keys()].filter((path) => path.startsWith("/run/wheelhouse/"))).toEqual([]);
  machine.faults.kubeletIsUnhealthy = undefined;
  await click(card, "U0ANN", "Resume");
  await shows(card, "pi-4 is Ready as 10.0.0.24");
  const joins = machine.ran.filter(
    ([line]) => line?.includes("systemd-run") && line.includes("kubeadm join"),
  );
  expect(joins).toHaveLength(2);
  expect(machine.ran.filter(([line]) => line?.includes("kubeadm reset"))).toHaveLength(1);
  expect(workspace.visible({ as: "U0ANN", channel: "C0OPS" }).map(textOf).join("\n")).not.toMatch(
    /[a-z0-9]{6}\.[a-z0-9]{16}/,
  );
});

test("two people who add the same machine make one operation of it", async () => {
  const { propose, click, shows } = changes(chat);
  await givenKnown();
  const { machine } = chat.machines.host("pi-4");
  const card = await propose("/k8s node add pi-4");
  const other = await chat.ask("/k8s node add pi-4", { as: "U0BOB" });
  expect(textOf(other)).not.toContain("Approval needed");
  await click(card, "U0BOB", "Approve");
  await shows(card, "pi-4 is Ready as 10.0.0.24");
  const joins = machine.ran.filter(
    ([line]) => line?.includes("systemd-run") && line.includes("kubeadm join"),
  );
  expect(joins).toHaveLength(1);
});

test("an API server that goes away midway is waited for, and the join is proven then", async () => {
  const { propose, click, shows } = changes(chat);
  await givenKnown();
  const { machine } = chat.machines.host("pi-4");
  const card = await propose("/k8s node add pi-4");
  const kubeadm = () => machine.programs.get("kubeadm");
  const gone = Promise.withResolvers<void>();
  const install = machine.programs.get("apt-get");
  // Once kubeadm is installed, it is watched: the API server stops as soon as the machine has joined.
  machine.programs.set("apt-get", async (process) => {
    const code = await (install?.(process) ?? 1);
    const real = kubeadm();
    if (!real || !process.argv.includes("install")) return code;
    machine.programs.set("kubeadm", async (joining) => {
      const ended = await real(joining);
      if (joining.argv[1] === "join") {
        await chat.cluster.stop();
        gone.resolve();
      }
      return ended;
    });
    return code;
  });
  await click(card, "U0BOB", "Approve");
  await gone.promise;
  await chat.cluster.start();
  await shows(card, "pi-4 is Ready as 10.0.0.24");
});
