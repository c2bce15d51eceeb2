// What people want of the bot, in their words, and which commands belong to it.
import type { Command } from "./define.ts";

export type Topic = {
  readonly name: string;
  readonly title: string;
  readonly holds: (command: Command) => boolean;
};

const first = ({ path }: Command) => path[0] ?? "";

/** A command belongs to the first that holds it, so the last takes what nobody else wants. */
export const topics: readonly Topic[] = [
  {
    name: "approve",
    title: "Approve",
    holds: (command) =>
      (command.kind === "decision" && command.on === "operation") || first(command) === "operation",
  },
  {
    name: "alerts",
    title: "Get told",
    holds: (command) =>
      command.kind === "decision" || ["alert", "digest", "schedule"].includes(first(command)),
  },
  { name: "change", title: "Change", holds: ({ kind }) => kind === "operation" || kind === "reveal" },
  {
    name: "setup",
    title: "Set up and check",
    holds: (command) => ["audit", "choose", "cluster", "help", "start", "version"].includes(first(command)),
  },
  { name: "look", title: "Look", holds: () => true },
];

export function topicOf(command: Command): Topic {
  const found = topics.find(({ holds }) => holds(command));
  if (!found) throw new Error(`${command.path.join(" ")} belongs to no topic`);
  return found;
}

/** As they are offered. */
export const topicsInOrder = ["look", "change", "approve", "alerts", "setup"].flatMap((wanted) =>
  topics.filter(({ name }) => name === wanted),
);

/** What is used most, first, in words that fit on a phone. */
export const mostUsed: readonly (readonly [line: string, does: string])[] = [
  ["status", "How the cluster is, worst first"],
  ["doctor", "Why something is unwell, and what helps"],
  ["node list", "Every node, worst first"],
  ["pod list --unhealthy", "Pods that need a look"],
  ["pod logs <pod>", "The end of a container's log"],
  ["alert list", "What is wrong, and who has it"],
  ["operation list", "Changes that wait, run or failed"],
  ["node drain <node>", "Empty a node, once somebody has approved it"],
];
