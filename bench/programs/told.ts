// A node that falls silent, from the bytes of its watch event to the finished POST: through rules, ledger, database, card and outbox, and bare.
import { silentLog } from "#src/base/log.ts";
import { incidentCard } from "#src/card/incident-card.ts";
import { glanceAt } from "#src/incident/glance.ts";
import { createWatchman } from "#src/incident/watchman.ts";
import type { Node } from "#src/kubernetes/objects.ts";
import { nodeCodec } from "#src/kubernetes/watch/codecs.ts";
import { readJsonEvent } from "#src/kubernetes/wire/watch-event.ts";
import { createCards } from "#src/slack/cards.ts";
import { createOutbox } from "#src/slack/outbox.ts";
import { openStore } from "#src/store/open.ts";
import { givenNode, givenPod, givenSight } from "../../test/given.ts";
import { handClock } from "../../test/hand-clock.ts";
import { silentNodeEvent } from "../api/silent-node.ts";
import { input, tell } from "../program.ts";

const http = process.getBuiltinModule("node:http");

export type ToldInput = {
  readonly url: string;
  readonly database: string;
  readonly events: number;
  readonly nodes: number;
  readonly pods: number;
};

export type ToldResult = { readonly ours: readonly number[]; readonly bare: readonly number[] };

const { url, database, events, nodes: nodeCount, pods: podCount } = input<ToldInput>();
const agent = new http.Agent({ keepAlive: true });
const clock = handClock(Date.now());
const store = await openStore(database);
await store.noteLook("home", 0);

let nodes: readonly Node[] = Array.from({ length: nodeCount }, (_, at) => givenNode({ name: `n${at}` }));
const pods = Array.from({ length: podCount }, (_, at) =>
  givenPod({ name: `web-${at}`, node: `n${at % nodeCount}` }),
);
let posted = Promise.withResolvers<void>();
let ids = 0;

const outbox = createOutbox({
  carrier: {
    deliver: async (form) => {
      const { ts } = await post(JSON.stringify(form.message));
      // The card; entries of its thread come later.
      if (form.key.startsWith("incident/")) posted.resolve();
      return { outcome: "delivered", ts: form.ts ?? ts, channel: form.channel };
    },
  },
  store,
  draw: (ref) => cards.draw(ref),
  onArrived: (key) => cards.arrived(key),
  onRefused: (key, why) => cards.refused(key, why),
  ...{ clock, log: silentLog },
});
const cards = createCards({
  outbox,
  store,
  makers: {
    incident: async (id) => {
      const incident = await store.incidents.find(id);
      return incident && incidentCard(incident, { channel: "C0ALERTS", explains: [] });
    },
  },
  memberOf: async () => undefined,
  redact: (value) => value,
});
const watchman = createWatchman({
  clusters: ["home"],
  glance: () => glanceAt(givenSight({ nodes, pods, reach: { state: "live", asOf: clock.now() } })),
  forMs: () => 0,
  silence: async () => () => undefined,
  store,
  pace: { holdDownMs: 60_000, reopenMs: 30 * 60_000, repeatMs: 24 * 3_600_000 },
  tell: ({ id }) => cards.show({ kind: "incident", id }),
  diagnose: async () => undefined,
  newId: () => `in-${++ids}`,
  idFor: (text: string) => text,
  redact: (text) => text,
  me: "bench",
  ...{ clock, log: silentLog },
});

const result: ToldResult = { ours: [], bare: [] };
const [ours, bare]: [number[], number[]] = [[], []];
for (let at = 0; at < events; at += 1) {
  const line = silentNodeEvent(`n${at}`, clock.now());
  ours.push(await timed(() => toldByUs(line)));
  bare.push(await timed(() => toldBarely(line)));
  // Two in a minute are no storm, and no channel is full.
  await clock.advance(30_000);
}
tell({ ...result, ours, bare });

async function toldByUs(line: string): Promise<void> {
  posted = Promise.withResolvers();
  const event = readJsonEvent(nodeCodec, line);
  if (event?.type === "MODIFIED")
    nodes = nodes.map((node) => (node.name === event.record.name ? event.record : node));
  await watchman.lookAtAll();
  await posted.promise;
}

/** What nothing can stay below: read the event, see that it is bad, say so. */
async function toldBarely(line: string): Promise<void> {
  const { object } = JSON.parse(line) as ReturnType<typeof JSON.parse>;
  const ready = object.status.conditions.find(({ type }: { type: string }) => type === "Ready");
  if (ready.status !== "True")
    await post(
      JSON.stringify({ channel: "C0ALERTS", text: `${object.metadata.name} is NotReady: ${ready.message}` }),
    );
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function post(body: string): Promise<{ readonly ts: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: "POST", agent }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve(JSON.parse(text) as { ts: string }));
    });
    request.on("error", reject).end(body);
  });
}
