// A cluster of one control plane and one worker with workloads on it, and somebody in Slack who may ask.
import { vi } from "vitest";
import { cluster } from "../cluster/cluster.ts";
import { kubectl } from "../cluster/kubectl.ts";
import { applyWorkloads } from "../cluster/workloads.ts";
import { up } from "../hosts/index.ts";
import { type Conversation, startConversation } from "./conversation.ts";

const hosts = ["cp1", "worker1", "worker2"];

/** Resolves when the bot has read the whole cluster. */
export async function givenConversation(): Promise<Conversation> {
  await up(hosts);
  await cluster({ hosts });
  // What a drain that failed has left.
  await kubectl(["uncordon", ...hosts]);
  for (const host of hosts)
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
