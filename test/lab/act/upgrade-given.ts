// A cluster of the minor before, whose machines Wheelhouse may log in to, and somebody in Slack who asks for the next one.
import { kubernetesVersions } from "../build/versions.ts";
import { cluster } from "../cluster/cluster.ts";
import { kubectl } from "../cluster/kubectl.ts";
import { type Conversation, startConversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { down, up } from "../hosts/index.ts";
import { changes } from "./changes.ts";

export const [newest, before] = kubernetesVersions;

/** Of one stage on a machine that is busy, milliseconds. */
const stageMs = 600_000;

/** Fresh hosts; `prepare` may put something on the cluster before the bot sees it. */
export async function givenUpgrade(
  hosts: readonly string[],
  prepare: () => Promise<void> = async () => undefined,
): Promise<Conversation> {
  await down();
  await up([...hosts]);
  await cluster({ hosts: [...hosts], version: before.minor });
  await prepare();
  const chat = await startConversation();
  await eventually(() => chat.ask("status"), /live$/);
  for (const host of hosts) await changes(chat).trust(host);
  return chat;
}

/** The whole upgrade, asked for and approved; it has begun. */
export async function beginUpgrade(chat: Conversation, ...flags: readonly string[]) {
  const { propose, approve, shows } = changes(chat);
  const start = await propose(
    ["upgrade start", newest.version, "--delete-emptydir-data", ...flags].join(" "),
  );
  await approve(start, "lab");
  await shows(start, / is succeeded/);
  const [campaign = ""] = /ca-\w+/.exec(await chat.ask("campaign list")) ?? [];
  const show = () => chat.ask(`campaign show ${campaign}`);
  return { show, stage };

  /** The operation of a node's stage, once there is one. */
  async function stage(node: string): Promise<string> {
    const line = new RegExp(`Upgrade ${node} to \\S+ .*(op-\\w+)`);
    return line.exec(await eventually(show, line, stageMs))?.[1] ?? "";
  }
}

/** `worker1 v1.37.2 True`, by name. */
export async function versions(): Promise<readonly string[]> {
  const columns =
    '{range .items[*]}{.metadata.name} {.status.nodeInfo.kubeletVersion} {.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}';
  return (await kubectl(["get", "nodes", `--output=jsonpath=${columns}`])).trim().split("\n").sort();
}
