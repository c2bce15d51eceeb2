// What people do with a change in the lab's Slack: Ann asks for it, Bob approves, and both wait for what comes of it.
import { expect } from "vitest";
import { openSqlite } from "#src/store/sqlite.ts";
import { changesByBot } from "../cluster/audit-log.ts";
import { clusterHosts } from "../cluster/given-cluster.ts";
import type { Conversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { unapproved } from "./sent-requests.ts";

/** Longer than the longest trial of one node, its roll-back and a slow machine. */
const patienceMs = 420_000;

type Wanted = { readonly target?: string; readonly withinMs?: number };

export const ended = / is (succeeded|failed|interrupted)/;

export function changes({ ask, database, since }: Conversation) {
  return { propose, waiting, approve, shows, done, trust, isIntact, areApproved };

  /** By Ann; answers the id of the one operation that waits then. Its card may come after what is still told of the one before. */
  async function propose(line: string): Promise<string> {
    const answered = await ask(line, "U0ANN");
    // What a person does who reads that something did not answer in time.
    return waiting(answered, 30_000).catch(async () => waiting(await ask(line, "U0ANN")));
  }

  /** The id of the one that waits for an approval; where none does, why is in what was answered. */
  async function waiting(answered = "", withinMs?: number): Promise<string> {
    const waits = /(op-\w+)[^\n]*waits/;
    const listed = async () => `${await ask("operation list")}\n${answered}`;
    return waits.exec(await eventually(listed, waits, withinMs))?.[1] ?? "";
  }

  /** By Bob, once the card can be read; he types the target's name where it is asked for. */
  async function approve(operation: string, target?: string): Promise<void> {
    const line = `approve ${operation}${target === undefined ? "" : ` --target ${target}`}`;
    await eventually(() => ask(line, "U0BOB"), /proposed before, running now/);
  }

  /** What is known of the operation, once it says so. */
  function shows(operation: string, pattern: RegExp): Promise<string> {
    return eventually(() => ask(`operation show ${operation}`), pattern, patienceMs);
  }

  /** Asked for, approved and succeeded; what is known of the operation then. */
  async function done(line: string, { target, withinMs = patienceMs }: Wanted = {}): Promise<string> {
    const operation = await propose(line);
    await approve(operation, target);
    const said = await eventually(() => ask(`operation show ${operation}`), ended, withinMs);
    expect(said).toContain("is succeeded");
    return said;
  }

  /** Its key is approved: from then on it is logged in to. */
  async function trust(host: string): Promise<void> {
    await done(`host add ${host}`);
  }

  async function isIntact(): Promise<void> {
    expect(await ask("audit verify", "U0BOB")).toMatch(/intact/);
    // What no card had shown never left; and nothing of the kind was tried.
    expect(await ask("audit list --last=100", "U0BOB")).not.toMatch(/\bfenced\b/);
  }

  /** Everything that the API server heard from the bot's user since the bot started, but reads. */
  async function areApproved(): Promise<void> {
    const store = openSqlite(database);
    const operations = await store.operations.list({});
    await store.close();
    const sent = await changesByBot(clusterHosts[0] ?? "", since);
    expect(sent).not.toEqual([]);
    expect(unapproved(sent, operations)).toEqual([]);
  }
}
