// A worker that comes back: removed as ever, joined as ever, in one plan that is typed for and names what its new name means.
import { expect, test } from "vitest";
import { givenNode } from "../../given.ts";
import { givenBoard } from "../../hosts/given-board.ts";
import { givenJoinable } from "../../kubeadm/join/given-join.ts";
import { planOf } from "../ask.ts";

test("a control plane, and a name that another node has, are refused", async () => {
  const { hosts, simulated } = await givenBoard();
  const machineId = simulated.machine.files.get("/etc/machine-id")?.content.trim() ?? "";
  const nodes = [
    givenNode({ name: "cp-1", roles: ["control-plane"] }),
    givenNode({ name: "pi-4", machineId }),
    givenNode({ name: "w5" }),
  ];
  const { cluster } = givenJoinable({ nodes });
  const plan = (line: string) => planOf(line, cluster, undefined, hosts);
  await expect(plan("node rejoin cp-1")).rejects.toThrow("cp-1 is a control plane");
  await expect(plan("node rejoin pi-4 --name Pi_4")).rejects.toThrow("small letters");
});
