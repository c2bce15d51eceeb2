import { expect, test } from "vitest";
import { causeIn } from "#src/kubeadm/event-message.ts";
import { cpuTime } from "../cpu-time.ts";

const sandbox = "4f542b670283786dee0d0f135c280b58899d78ba8537c2101c25817b6a6ab514";

// The first as test/fixtures/pi/v1.37.2/pod-without-network.describe.txt has it.
test.each([
  [
    `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "${sandbox}": plugin type="flannel" failed (add): open /run/flannel/subnet.env: no such file or directory`,
    'Failed to create pod sandbox: failed to setup network for sandbox "4f542b670283": plugin type="flannel" failed (add): open /run/flannel/subnet.env: no such file or directory',
  ],
  [
    "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s). preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
    "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s).",
  ],
  // As Kubernetes 1.34 and newer end it.
  [
    "0/3 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    "0/3 nodes are available: 1 Insufficient cpu.",
  ],
  [
    `(combined from similar events): Failed to pull image "web:1": rpc error: code = NotFound desc = not found`,
    'Failed to pull image "web:1": not found',
  ],
  ["Back-off restarting failed container", "Back-off restarting failed container"],
])("what every such message says alike is left out of %j", (message, cause) => {
  expect(causeIn(message)).toBe(cause);
});

test("a message of a megabyte takes linear time", () => {
  const pieces = ["rpc error: code = ", "0", " preemption: 0/"];
  expect(cpuTime(() => pieces.map((piece) => causeIn(piece.repeat(60_000))))).toBeLessThan(3_000);
});
