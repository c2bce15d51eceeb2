// Draws the app's Home tab as an inbox: what waits for this person, what they asked for, what is wrong, and each cluster.
import type { KnownBlock, HomeView as SlackHome } from "@slack/types";
import { oneLine, shorten } from "#src/base/text.ts";
import type { HomeEntry, HomeView } from "../chat.ts";
import { button, dots, localTime, offered, richText, smallPrint, words } from "./message.ts";
import { elementsOf } from "./sentence.ts";

/** Slack allows 100 blocks on a home tab: three go to an entry, two to a cluster, and what is left to titles. */
const most = { toDecide: 8, asked: 4, underWay: 3, incidents: 6, clusters: 8 } as const;

export function renderHome(home: HomeView): SlackHome {
  const { toDecide, asked, underWay, incidents, clusters } = home;
  return {
    type: "home",
    blocks: [
      ...headOf(home),
      ...section("Waits for you", toDecide, most.toDecide, "operation list"),
      ...section("What you asked for", asked, most.asked, "operation list"),
      ...section("What is wrong", incidents, most.incidents, "alert list"),
      ...section("Other changes under way", underWay, most.underWay, "operation list"),
      ...clusterBlocks(clusters),
    ],
  };
}

function headOf({ toDecide, access, mayRun, at }: HomeView): KnownBlock[] {
  const title = toDecide.length > 0 ? `${toDecide.length} waiting for you` : "Nothing waits for you";
  const run = { ...button("Run…", "run.form.home", "choose"), style: "primary" as const };
  return [
    { type: "header", text: { type: "plain_text", text: title } },
    {
      type: "actions",
      elements: [
        ...(mayRun ? [run] : []),
        button("Refresh", "home.refresh", "home"),
        button("Help", "run.direct.help", "help"),
      ],
    },
    {
      type: "context",
      elements: [
        { type: "plain_text", text: access, emoji: false },
        { type: "mrkdwn", text: `as of ${localTime(at)}`, verbatim: true },
      ],
    },
  ];
}

function section(title: string, entries: readonly HomeEntry[], shown: number, all: string): KnownBlock[] {
  if (entries.length === 0) return [];
  const left = entries.length - shown;
  return [
    { type: "divider" },
    { type: "header", text: { type: "plain_text", text: title } },
    ...entries.slice(0, shown).flatMap(entryBlocks),
    ...(left > 0
      ? [
          {
            type: "actions" as const,
            elements: [button(`Show ${left} more`, `run.direct.all.${all.split(" ")[0]}.${title}`, all)],
          },
        ]
      : []),
  ];
}

function entryBlocks({ id, tone, says, detail, buttons, link }: HomeEntry): KnownBlock[] {
  const elements = buttons.map((each, at) => ({
    ...offered(each, at),
    action_id: `run.${each.how}.${id}.${at}`,
  }));
  const open = link ? [{ ...button("Open its message", `open.${id}`, id), url: link }] : [];
  return [
    richText(words(`${dots[tone]} `), ...elementsOf(says)),
    ...(detail ? [smallPrint(shorten(oneLine(detail), 400))] : []),
    ...(elements.length + open.length > 0
      ? [{ type: "actions" as const, elements: [...elements, ...open] }]
      : []),
  ];
}

function clusterBlocks(clusters: HomeView["clusters"]): KnownBlock[] {
  if (clusters.length === 0) return [];
  const left = clusters.length - most.clusters;
  return [
    { type: "divider" },
    { type: "header", text: { type: "plain_text", text: "Your clusters" } },
    ...clusters.slice(0, most.clusters).flatMap(({ name, headline, tone }): KnownBlock[] => [
      richText(words(`${dots[tone]} ${shorten(oneLine(headline), 300)}`)),
      {
        type: "actions",
        elements: [button(`Status of ${name}`, `run.direct.${name}`, `status --cluster=${name}`)],
      },
    ]),
    ...(left > 0
      ? [
          {
            type: "actions" as const,
            elements: [button(`Show ${left} more`, "run.direct.all.cluster", "cluster list")],
          },
        ]
      : []),
  ];
}
