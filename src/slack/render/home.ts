// Draws the app's Home tab: every cluster's verdict and what this person may do.
import type { KnownBlock, HomeView as SlackHome } from "@slack/types";
import { oneLine, shorten } from "#src/base/text.ts";
import type { HomeView } from "../chat.ts";
import { button, dots, richText, smallPrint, words } from "./message.ts";

/** Slack allows 100 blocks on a home tab; two go to each cluster. */
const maxClusters = 30;
const maxOperations = 8;

export function renderHome({ clusters, operations, access, at }: HomeView): SlackHome {
  return {
    type: "home",
    blocks: [
      { type: "header", text: { type: "plain_text", text: "Your clusters" } },
      ...clusters.slice(0, maxClusters).flatMap(({ name, headline, tone }) => [
        richText(words(`${dots[tone]} ${shorten(oneLine(headline), 300)}`)),
        {
          type: "actions" as const,
          elements: [button(`Status of ${name}`, `run.direct.${name}`, `status --cluster=${name}`)],
        },
      ]),
      ...operationBlocks(operations),
      { type: "divider" },
      { type: "header", text: { type: "plain_text", text: "Your access" } },
      richText(words(access)),
      {
        type: "actions",
        elements: [button("Refresh", "home.refresh", "home"), button("Commands", "run.direct.help", "help")],
      },
      smallPrint(`Updated ${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`),
    ],
  };
}

function operationBlocks(operations: HomeView["operations"]): KnownBlock[] {
  if (operations.length === 0) return [];
  const left = operations.length - maxOperations;
  return [
    { type: "divider" },
    { type: "header", text: { type: "plain_text", text: "Changes under way" } },
    ...operations
      .slice(0, maxOperations)
      .flatMap(({ id, headline, tone }): KnownBlock[] => [
        richText(words(`${dots[tone]} ${shorten(oneLine(headline), 300)}`)),
        { type: "actions", elements: [button(`Show ${id}`, `run.direct.${id}`, `operation show ${id}`)] },
      ]),
    ...(left > 0 ? [smallPrint(`and ${left} more: operation list`)] : []),
  ];
}
