// The card of an incident on its bad days: a channel that takes nothing, a card that was deleted, a Slack that is slow for long.
import { expect, test } from "vitest";
import { silentLog } from "#src/base/log.ts";
import { incidentCard } from "#src/card/incident-card.ts";
import type { Incident } from "#src/incident/incident.ts";
import { type Cards, createCards } from "#src/slack/cards.ts";
import type { Delivery } from "#src/slack/delivery.ts";
import { createOutbox } from "#src/slack/outbox.ts";
import type { Sendable } from "#src/slack/parcel.ts";
import { openSqlite } from "#src/store/sqlite.ts";
import { minute } from "../given.ts";
import { handClock } from "../hand-clock.ts";
import { givenIncident } from "../incident/given-incident.ts";

const ref = { kind: "incident", id: "in-7k3m9x" };

function given(say: (form: Sendable) => Delivery | undefined, instead = "U0ADA") {
  const [store, clock] = [openSqlite(":memory:"), handClock()];
  const sent: { readonly channel: string; readonly ts: string | undefined; readonly text: string }[] = [];
  let incident: Incident = givenIncident();
  let posts = 0;
  const cards: Cards = createCards({
    outbox: { send: (parcel) => outbox.send(parcel) },
    store,
    makers: {
      incident: async () => incidentCard(incident, { channel: "C0ALERTS", instead, explains: [] }),
    },
    memberOf: async (group) => (group === "S0ADMINS" ? "U0ADA" : undefined),
    redact: (value) => value,
  });
  const outbox = createOutbox({
    carrier: {
      deliver: async (form) => {
        const said = say(form);
        if (said) return said;
        sent.push({ channel: form.channel, ts: form.ts, text: JSON.stringify(form.message) });
        const channel = form.channel === "U0ADA" ? "D0ADA" : form.channel;
        return { outcome: "delivered", ts: form.ts ?? `${++posts}.0`, channel };
      },
    },
    store,
    draw: (each) => cards.draw(each),
    onArrived: (key) => cards.arrived(key),
    onRefused: (key, why) => cards.refused(key, why),
    clock,
    log: silentLog,
  });
  return {
    sent,
    /** Shows it, and lets time pass. */
    show: async (more: Partial<Incident>, ms = 10_000) => {
      incident = givenIncident(more);
      await cards.show(ref);
      await clock.advance(ms);
    },
  };
}

test.each(["not_in_channel", "is_archived", "channel_not_found"])(
  "where the channel says %s an admin gets the card, hears why once, and sees it resolved",
  async (why) => {
    const { show, sent } = given(({ channel }) =>
      channel === "C0ALERTS" ? { outcome: "refused", why } : undefined,
    );
    await show({});
    await show({ state: "acknowledged", acknowledged: { by: "U1", at: 1 } });
    await show({ state: "resolved", endedAt: 1 });
    expect(sent.map(({ channel, ts }) => [channel, ts])).toEqual([
      ["U0ADA", undefined],
      ["D0ADA", undefined],
      ["D0ADA", "1.0"],
      ["D0ADA", "1.0"],
    ]);
    expect(sent[1]?.text).toContain("/invite @wheelhouse");
  },
);

test("where only a user group is admin, one of its people gets the card", async () => {
  const { show, sent } = given(
    ({ channel }) => (channel === "C0ALERTS" ? { outcome: "refused", why: "is_archived" } : undefined),
    "S0ADMINS",
  );
  await show({});
  expect(sent.map(({ channel }) => channel)).toEqual(["U0ADA", "D0ADA"]);
});

test("a channel that is archived after the card was posted: the admin gets it as it is now", async () => {
  let isArchived = false;
  const { show, sent } = given(({ channel }) =>
    isArchived && channel === "C0ALERTS" ? { outcome: "refused", why: "is_archived" } : undefined,
  );
  await show({});
  isArchived = true;
  await show({ state: "resolved", endedAt: 1 });
  expect(sent.map(({ channel }) => channel)).toEqual(["C0ALERTS", "U0ADA", "D0ADA"]);
  expect(sent[1]?.text).toContain("Resolved");
});

test("a card that somebody deleted is posted anew when something happens, and edited there from then on", async () => {
  let isDeleted = false;
  const { show, sent } = given(({ ts }) =>
    isDeleted && ts === "1.0" ? { outcome: "gone", why: "message_not_found" } : undefined,
  );
  await show({});
  isDeleted = true;
  await show({ state: "acknowledged", acknowledged: { by: "U1", at: 1 } });
  await show({ state: "resolved", endedAt: 1 });
  expect(sent.map(({ ts }) => ts)).toEqual([undefined, undefined, "2.0"]);
});

test("ten minutes of 429 on chat.update end with the newest state, once", async () => {
  let isLimited = true;
  const { show, sent } = given(({ ts }) =>
    isLimited && ts !== undefined ? { outcome: "wait", ms: 30_000 } : undefined,
  );
  await show({});
  for (let at = 0; at < 10; at++) await show({ flaps: at }, minute);
  await show({ state: "resolved", endedAt: 1 }, minute);
  expect(sent).toHaveLength(1);
  isLimited = false;
  await show({ state: "resolved", endedAt: 1 }, minute);
  expect(sent.slice(1).map(({ text }) => text.includes("Resolved"))).toEqual([true]);
});

test("after ten minutes without Slack each of forty incidents is posted once, as it is by then, with one entry for each thing that happened", async () => {
  const [store, clock] = [openSqlite(":memory:"), handClock()];
  const incidents = new Map<string, Incident>();
  const sent: Sendable[] = [];
  let isAway = true;
  const cards: Cards = createCards({
    outbox: { send: (parcel) => outbox.send(parcel) },
    store,
    makers: {
      incident: async (id) => {
        const incident = incidents.get(id);
        return incident && incidentCard(incident, { channel: "C0ALERTS", explains: [] });
      },
    },
    memberOf: async () => undefined,
    redact: (value) => value,
  });
  const outbox = createOutbox({
    carrier: {
      deliver: async (form) => {
        if (isAway) return { outcome: "retry", why: "getaddrinfo EAI_AGAIN slack.com" };
        sent.push(form);
        return { outcome: "delivered", ts: form.ts ?? `${sent.length}.0`, channel: form.channel };
      },
    },
    store,
    draw: (each) => cards.draw(each),
    onArrived: (key) => cards.arrived(key),
    onRefused: (key, why) => cards.refused(key, why),
    ...{ clock, log: silentLog },
  });
  const ids = Array.from({ length: 40 }, (_, at) => `in-${at}`);
  const show = async (more: (id: string) => Partial<Incident>) => {
    for (const id of ids) {
      incidents.set(id, givenIncident({ id, ...more(id) }));
      await cards.show({ kind: "incident", id });
    }
    await clock.advance(5 * minute);
  };
  await show(() => ({}));
  const ended = { at: 2, what: "resolved" as const };
  await show((id) => ({
    state: "resolved",
    endedAt: 2,
    summary: `${id} is well`,
    trail: [{ at: 1, what: "fired" }, ended],
  }));
  isAway = false;
  await clock.advance(10 * minute);

  const posts = sent.filter(({ thread, ts }) => thread === undefined && ts === undefined);
  expect(posts.map(({ key }) => key).toSorted()).toEqual(ids.map((id) => `incident/${id}`).toSorted());
  for (const { key, message } of posts) expect(message.text, key).toContain("Resolved");
  const entries = sent.filter(({ thread }) => thread !== undefined).map(({ key }) => key);
  expect(new Set(entries).size).toBe(entries.length);
  expect(entries.length).toBe(40);
  store.close();
});
