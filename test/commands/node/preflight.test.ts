// Whether a machine can join: every check, the worst first.
import { expect, test } from "vitest";
import { givenNode } from "../../given.ts";
import { givenBoard } from "../../hosts/given-board.ts";
import { givenJoinable } from "../../kubeadm/join/given-join.ts";
import { askOf } from "../ask.ts";

const { cluster } = givenJoinable({ nodes: [givenNode({ name: "cp-1" })] });

test("every check is listed, and a machine that can join is one click from it", async () => {
  const { hosts } = await givenBoard();
  const { answer, faults } = await askOf("node preflight pi-4", [cluster], { hosts });
  expect(answer.headline).toMatch(
    /^pi-4 can join home: \d+ checks passed, 3 are put right, 1 warn, 0 stand against it$/,
  );
  expect(answer.buttons?.[0]).toMatchObject({ label: "Join it", line: "node add pi-4 --cluster=home" });
  expect(faults).toEqual([]);
});

test("what stands against it comes first, and is not joined from there; what the machine says stays text", async () => {
  const { hosts, simulated } = await givenBoard();
  simulated.machine.name = "<!channel> *pi*";
  simulated.machine.ports.add(10_250);
  const { answer, message, faults } = await askOf("node preflight pi-4", [cluster], { hosts });
  expect(answer.headline).toContain("pi-4 cannot join home");
  const [table] = answer.parts;
  expect(table?.kind === "table" && table.table.rows[0]).toEqual([
    "✗",
    "ports",
    "something listens on 10250",
    expect.stringContaining("kubeadm reset"),
  ]);
  expect(answer.buttons?.map(({ label }) => label)).toEqual(["Refresh"]);
  expect(faults).toEqual([]);
  expect(JSON.stringify(message.blocks)).not.toContain('"type":"broadcast"');
});
