// A worker that goes silent, as the alerts channel hears of it: what its machine tells over SSH is on the card, or that it tells nothing.
import { afterAll, beforeAll, expect, test } from "vitest";
import { changes } from "../act/changes.ts";
import { clusterHosts, givenCluster } from "../cluster/given-cluster.ts";
import { onHost } from "../cluster/on-host.ts";
import { removeWorkloads } from "../cluster/workloads.ts";
import { type Conversation, startConversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { off, up } from "../hosts/index.ts";
import { isOneStory, toldIn } from "./told.ts";

const minute = 60_000;
/** As in incidents.slow.test.ts. */
const slackMs = 2 * minute;
const times = { toldWithinMs: 50_000 + 2 * minute + slackMs, overWithinMs: 2 * minute + slackMs };
const timeout = 15 * minute;

let chat: Conversation;
beforeAll(async () => {
  await givenCluster();
  await removeWorkloads();
  chat = await startConversation();
  for (const host of clusterHosts) await changes(chat).trust(host);
  await eventually(() => chat.ask("status"), /healthy[\s\S]*live$/);
});
afterAll(() => chat?.close());

test("a kubelet that does not start because of swap is told with the line of its journal", {
  timeout,
}, async () => {
  const told = await toldIn("C0ALERTS", chat)(
    { breaks: () => swap("on"), mends: () => swap("off"), undo: () => swap("off"), ...times },
    /Host up, kubelet down/,
  );
  isOneStory(
    told,
    ["worker1 has been NotReady", "running with swap on is not supported", "Disable swap persistently."],
    "node show worker1",
  );
});

test("a host that was powered off is told as off", { timeout }, async () => {
  const told = await toldIn("C0ALERTS", chat)(
    // Another one than above: within half an hour an incident is reopened, with no message of its own.
    { breaks: () => off("worker2"), mends: () => up(["worker2"]), undo: () => up(["worker2"]), ...times },
    /Host off, or cut off from the network/,
  );
  isOneStory(told, ["worker2 has been NotReady", "SSH does not reach it either"], "node show worker2");
});

test("what a doctor finds well over SSH is said", { timeout }, async () => {
  const said = await eventually(() => chat.ask("doctor worker1"), /worker1 answers over SSH/);
  expect(said).toMatch(/its kubelet runs/);
  expect(said).toMatch(/crictl: \d+ of \d+ containers running/);
  expect(said).toMatch(/the API server at 10\.77\.0\.11 answers from there/);
});

/** The hosts share a kernel that swaps for none of them: what the kubelet reads of it is laid over. */
async function swap(state: "on" | "off"): Promise<void> {
  const script = {
    on: `printf 'Filename\\t\\t\\t\\tType\\t\\tSize\\t\\tUsed\\t\\tPriority\\n/swapfile file 2097148 0 -2\\n' >/run/swaps
mount --bind /run/swaps /proc/swaps`,
    off: "umount /proc/swaps || true",
  };
  await onHost("worker1", `turning swap ${state}`, `${script[state]}\nsystemctl restart kubelet`);
}
