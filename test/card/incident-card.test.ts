// The card of an incident in each of its states, drawn and held against Slack's limits.
import { expect, test } from "vitest";
import { incidentCard } from "#src/card/incident-card.ts";
import type { Incident } from "#src/incident/incident.ts";
import { validateMessage } from "#src/slack/block-kit.ts";
import { renderCard, renderTrailEntry } from "#src/slack/render/card.ts";
import { hostile } from "../commands/ask.ts";
import { minute, now } from "../given.ts";
import { givenIncident } from "../incident/given-incident.ts";

function cardOf(more: Partial<Incident> = {}, explains: readonly Incident[] = []) {
  const card = incidentCard(givenIncident(more), { channel: "C0HOME", escalateTo: "S0SRE", explains });
  const message = renderCard(card, { readable: true, refused: undefined });
  expect(validateMessage(message)).toEqual([]);
  for (const entry of card.trail) expect(validateMessage(renderTrailEntry(entry))).toEqual([]);
  return { card, text: JSON.stringify(message) };
}

test("a firing incident says what, since when, that nobody has it, and offers to take it", () => {
  const { card, text } = cardOf();
  expect(card.tone).toBe("bad");
  expect(card.headline).toBe("pi-1 has been NotReady for 3 min: Kubelet stopped posting node status");
  expect(card.buttons.map(({ label, line }) => [label, line])).toEqual([
    ["I take it", "ack in-7k3m9x"],
    ["node show pi-1", "node show pi-1 --cluster=home"],
    ["Doctor", "doctor pi-1 --cluster=home"],
    ["Silence…", "silence in-7k3m9x --for=1h"],
  ]);
  expect(card.buttons.at(-1)?.choices?.map(({ line }) => line)).toEqual(
    ["1h", "4h", "1d", "clear"].map((how) => `silence in-7k3m9x --for=${how}`),
  );
  expect(text).toContain('"type":"static_select","action_id":"run.decide.3"');
});

test("who took it is on the card, and taking it again is not offered", () => {
  const { card, text } = cardOf({
    state: "acknowledged",
    acknowledged: { by: "U0BOB", at: now },
    trail: [
      { at: now, what: "fired" },
      { at: now, what: "acknowledged", by: "U0BOB" },
    ],
  });
  expect(text).toContain("U0BOB");
  expect(card.buttons.map(({ label }) => label)).not.toContain("I take it");
  expect(card.trail).toHaveLength(1);
});

test("a resolved one has no buttons and says when it was over", () => {
  const { card } = cardOf({ state: "resolved", endedAt: now });
  expect(card).toMatchObject({ tone: "good", buttons: [], isOver: true });
  expect(card.headline).toMatch(/^Resolved: /);
});

test("the likely cause, its line and what helps are on the card, the remedy before the looks", () => {
  const cause = {
    words: "The memory cgroup controller is off.",
    line: 'controller "memory" not available',
    of: "the events of pi-1",
    certainty: "sure",
    fix: "Append cgroup_enable=memory.",
    remedies: ["kube-proxy repair"],
  } as const;
  const { card } = cardOf({ cause });
  expect(card.facts).toEqual([
    "Cause: The memory cgroup controller is off. Seen in the events of pi-1.",
    "What helps: Append cgroup_enable=memory.",
  ]);
  expect(card.buttons[1]?.line).toBe("kube-proxy repair --cluster=home");
  // Nothing is to be done any more.
  expect(cardOf({ cause, state: "resolved", endedAt: 0 }).card.facts).toEqual(card.facts.slice(0, 1));
});

test("a message about many says what is left of them, and nothing twice", () => {
  const [one, other] = ["web", "db"].map((name) =>
    givenIncident({ id: `in-${name}`, summary: `shop/${name} is not ready` }),
  );
  const over = givenIncident({ id: "in-over", state: "resolved" });
  const facts = (...all: readonly (Incident | undefined)[]) =>
    cardOf(
      { alert: "AlreadyWrong" },
      all.filter((each) => each !== undefined),
    ).card.facts;
  expect(facts(one, other)).toEqual(["Among them: shop/web is not ready; shop/db is not ready"]);
  expect(facts(one, over)).toEqual(["1 of 2 is over."]);
});

test("what it explains is counted, and those that are over too", () => {
  const pods = Array.from({ length: 12 }, (_, at) =>
    givenIncident({
      id: `in-${at}`,
      summary: `shop/web-${at} is not ready`,
      state: at < 2 ? "resolved" : "firing",
    }),
  );
  const { card } = cardOf({}, pods);
  expect(card.facts).toHaveLength(1);
  expect(card.facts[0]).toMatch(
    /^It explains 12 more things, 2 of them over: shop\/web-2 is not ready; .*; and 2 more$/,
  );
  expect(cardOf({}, pods.slice(2, 3)).card.facts).toEqual(["It explains: shop/web-2 is not ready"]);
  expect(cardOf({}, pods.slice(0, 1)).card.facts).toEqual(["It explains 1 more thing, 1 of them over."]);
});

test("a drill says so in its headline and in a warning", () => {
  const { card } = cardOf({ drill: true });
  expect(card.headline).toMatch(/^Drill: /);
  expect(card.warnings).toEqual(["This is a drill: nothing is wrong."]);
});

test("its thread tells what people should notice, and not that it was out of sight", () => {
  const what = [
    "fired",
    "lost",
    "found",
    "worsened",
    "repeated",
    "escalated",
    "unsilenced",
    "returned",
    "resolved",
  ] as const;
  const { card } = cardOf({ trail: what.map((each, at) => ({ what: each, at: now + at * minute })) });
  expect(card.trail.map(({ key }) => key.split("/")[0])).toEqual([
    "worsened",
    "repeated",
    "escalated",
    "unsilenced",
    "returned",
    "resolved",
  ]);
  expect(JSON.stringify(card.trail.find(({ key }) => key.startsWith("escalated")))).toContain("S0SRE");
});

test("hostile names and lines stay text everywhere", () => {
  const { text } = cardOf({
    summary: `${hostile} is unwell`,
    remedies: [`pod show ${hostile}`],
    silenced: { by: "U1", until: "clear", why: hostile },
    state: "silenced",
    cause: { words: "c", line: hostile, of: hostile, certainty: "likely", fix: "f", remedies: [] },
  });
  expect(text).not.toMatch(/"type":"mrkdwn"[^}]*<!channel>/);
});

test("what became critical after it was told is pointed at where critical things are told", () => {
  const given = { channel: "C0HOME", urgent: "C0URGENT", explains: [] };
  const { elsewhere } = incidentCard(givenIncident(), given);
  expect(elsewhere?.place).toEqual({ channel: "C0URGENT" });
  expect(JSON.stringify(elsewhere?.pointer)).toContain("C0HOME");
  expect(incidentCard(givenIncident({ severity: "warning" }), given).elsewhere).toBeUndefined();
});
