// A cluster of one control plane and one worker with workloads on it, and somebody in Slack who may ask.
import { vi } from "vitest";
import { clusterHosts, givenCluster } from "../cluster/given-cluster.ts";
import { kubectl } from "../cluster/kubectl.ts";
import { applyWorkloads } from "../cluster/workloads.ts";
import { type Conversation, startConversation } from "./conversation.ts";

/** Resolves when the bot has read the whole cluster. */
export async function givenConversation(): Promise<Conversation> {
  await givenCluster();
  // What a drain that failed has left.
  await kubectl(["uncordon", ...clusterHosts]);
  for (const host of clusterHosts)
    await kubectl(["wait", `node/${host}`, "--for=condition=Ready", "--timeout=120s"]);
  await applyWorkloads();
  const conversation = await startConversation();
  await eventually(() => conversation.ask("status"), /live$/);
  return conversation;
}

/** Asks until the answer matches: what a person does who waits for something. */
export function eventually(
  ask: () => Promise<string>,
  pattern: RegExp,
  timeoutMs = 120_000,
): Promise<string> {
  const heard = async () => {
    const said = await ask();
    if (!pattern.test(said)) throw new Error(`${pattern} is not in:\n${said}`);
    return said;
  };
  return vi.waitFor(heard, { timeout: timeoutMs, interval: 2_000 });
}
