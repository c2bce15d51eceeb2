// A join leaves no token where it fails, and whatever cut it short, the next attempt does not stumble over what the first has written.
import { expect, test } from "vitest";
import { UnreachableError } from "#src/base/errors.ts";
import joinNode from "#src/steps/join-node.ts";
import type { Process } from "../../playground/hosts/machine.ts";
import { givenBoard } from "../hosts/given-board.ts";
import { givenJoinable, pin } from "../kubeadm/join/given-join.ts";
import { soon } from "../soon.ts";
import { givenContext } from "./given.ts";

const input = {
  ...{ host: "pi-4", node: "pi-4", address: "10.0.0.24", endpoint: "10.0.0.10:6443", pins: [pin] },
  ...{ ignored: [], ownResolvConf: false },
};
const conf = "/etc/kubernetes/kubelet.conf";
const certificate = "/etc/kubernetes/pki/ca.crt";

async function given(join: (process: Process) => Promise<number>) {
  const { hosts, simulated } = await givenBoard();
  const { machine } = simulated;
  const verbs: string[] = [];
  machine.programs.set("kubeadm", async (process) => {
    verbs.push(process.argv[1] ?? "");
    if (process.argv[1] !== "reset") return join(process);
    for (const path of [conf, certificate]) machine.files.delete(path);
    return 0;
  });
  const { world, cluster } = givenJoinable();
  const context = () => givenContext(cluster, { hosts });
  const secrets = () => [...machine.files.keys()].filter((path) => path.startsWith("/run/wheelhouse/"));
  const begun = () => soon(() => expect(verbs).toContain("join"));
  const ended = () =>
    soon(() => expect([...machine.units.values()].map(({ state }) => state)).not.toContain("running"));
  return { machine, verbs, world, context, secrets, begun, ended };
}

test("a join that fails leaves no file with its token, and the next one resets first", async () => {
  const { verbs, context, secrets, ended, world } = await given(async ({ machine }) => {
    machine.write(certificate, "");
    return 1;
  });
  await joinNode.run(input, context());
  await ended();
  expect(secrets()).toEqual([]);
  expect((await joinNode.done(input, context())).goal).toBe("failed");
  await joinNode.run(input, context());
  await ended();
  expect(verbs).toEqual(["join", "reset", "join"]);
  expect(world.calls).toEqual(["create aaaa00"]);
});

test("another machine than the one that was approved is not reset, whatever is left on it", async () => {
  const { machine, verbs, context } = await given(async () => 0);
  machine.write(certificate, "");
  const approved = { ...input, machineId: "0".repeat(32) };
  await expect(Promise.try(() => joinNode.run(approved, context()))).rejects.toThrow(
    "pi-4 is another machine than when this was approved. It was not reset.",
  );
  expect(verbs).toEqual([]);
});

test("a machine that dies while it joins is reset once it is back, and joined anew", async () => {
  const { machine, verbs, context, secrets, begun } = await given(async ({ machine: own, signal }) => {
    own.write(conf, "");
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    return 1;
  });
  await joinNode.run(input, context());
  await begun();
  expect((await joinNode.done(input, context())).goal).toBe("underway");
  machine.reboot();
  expect(secrets()).toEqual([]);
  expect((await joinNode.done(input, context())).goal).toBe("open");
  expect(await joinNode.leaves?.(input, context())).toContain("pi-4 has joined by half.");
  await joinNode.run(input, context());
  await soon(() => expect(verbs).toEqual(["join", "reset", "join"]));
});

test("where the API server is gone before the token, nothing begins on the machine; its answer lost is no second token", async () => {
  const { verbs, context, world, machine, begun } = await given(async () => 0);
  world.lost = new UnreachableError("the API server does not answer");
  await expect(joinNode.run(input, context())).rejects.toThrow(UnreachableError);
  expect([verbs, machine.units.size]).toEqual([[], 0]);
  await joinNode.run(input, context());
  await begun();
  expect(world.calls).toEqual(["create aaaa00"]);
});
