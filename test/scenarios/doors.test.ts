// What comes in over HTTP: an alert of Alertmanager's becomes a card, somebody takes it, and it is over when Alertmanager says so.
import { afterAll, beforeAll, expect, test } from "vitest";
import { newToken } from "#src/token.ts";
import { type SimulatedAlertmanager, startAlertmanager } from "../../playground/alertmanager/alertmanager.ts";
import { playgroundSettings } from "../../playground/settings.ts";
import type { Message } from "../../playground/slack/workspace.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

const { token, hash } = newToken();
const ci = newToken();
const looker = newToken();
const settingsWith = (url: string) => `${playgroundSettings.replace(
  "    nodeNetworks:",
  `    alertmanager: { url: "${url}" }\n    nodeNetworks:`,
)}
doors:
  alertmanager: [{ name: prometheus, hash: "${hash}", clusters: [home] }]
  api:
    - { name: ci, hash: "${ci.hash}", role: operator, clusters: [home] }
    - { name: looker, hash: "${looker.hash}", role: viewer, clusters: [home] }
`;
let chat: Conversation;
let alertmanager: SimulatedAlertmanager;
beforeAll(async () => {
  alertmanager = await startAlertmanager();
  chat = await givenConversation({ settings: settingsWith(alertmanager.url) });
});
afterAll(async () => {
  await chat?.close();
  await alertmanager.close();
});

test("an alert is one card, which somebody takes, and over when Alertmanager says so", async () => {
  expect(await post("firing")).toBe(200);
  expect(await post("firing")).toBe(200);
  const card = await shows("The volume db-0 is full");
  const drawn = JSON.stringify(card.blocks);
  expect(drawn).toContain("told by prometheus");
  expect(drawn).not.toContain("hunter2hunter2");
  // A mention stays text: in blocks as such, in the notification escaped.
  expect(drawn).not.toContain('"type":"user"');
  expect(drawn).not.toMatch(/"mrkdwn","text":"[^"]*<[@!]/);
  expect(card.text).not.toMatch(/<[@!]/);
  await chat.workspace.click({
    as: "U0ANN",
    where: { channel: card.channel, ts: card.ts },
    label: "I take it",
  });
  await shows("Taken");
  expect(await post("resolved")).toBe(200);
  await shows("Resolved: The volume db-0 is full");
  expect(cards()).toHaveLength(1);
});

test("a silence made in chat is made in Alertmanager, in the person's name, and ended there with it", async () => {
  const made = textOf(await chat.ask("/k8s silence add --about=node/pi-1 --reason racks"));
  expect(made).toContain("silenced there too");
  expect(alertmanager.silences()).toMatchObject([
    { createdBy: "Ann (U0ANN)", comment: expect.stringContaining("racks"), status: { state: "active" } },
  ]);
  const [id = ""] = /si-\w+/.exec(made) ?? [];
  alertmanager.fail({ status: 503 });
  expect(textOf(await chat.ask(`/k8s silence remove ${id}`))).toContain("not ended there yet");
  alertmanager.fail(undefined);
  const again = textOf(await chat.ask("/k8s silence add --about=node/pi-2 --reason racks"));
  expect(again).toContain("silenced there too");
  expect(alertmanager.silences().map(({ status }) => status.state)).toEqual(["expired", "active"]);
});

test("without the token nothing is told", async () => {
  expect(await post("firing", "wh_nobody")).toBe(401);
});

test("a line over HTTP is answered as it would be in chat, with no secret in it", async () => {
  const { status, body } = await line("node list", looker.token);
  expect(status).toBe(200);
  expect(body.answer.headline).toContain("node");
  expect(JSON.stringify(body.answer.parts)).toContain("pi-1");
  expect(body.answer.asOf).toMatch(/^\d{4}-/);
});

test("a change is proposed in the token's name, and people decide about it", async () => {
  expect((await line("node cordon pi-1", looker.token)).status).toBe(403);
  const { status, body } = await line("node cordon pi-1 --reason nightly");
  expect([status, body.operation.state, body.operation.by]).toEqual([202, "proposed", "token:ci"]);
  const { id } = body.operation;
  const card = await chat.workspace.next(
    () =>
      chat.workspace
        .visible({ as: "U0BOB", channel: "C0OPS" })
        .find((each) => JSON.stringify(each.blocks ?? []).includes(id)),
    20_000,
  );
  expect(JSON.stringify(card.blocks)).toContain("the API token ci");
  for (const decision of [`approve ${id}`, `cancel ${id}`, `deny ${id}`])
    expect((await line(decision)).status).toBe(403);
  const read = await get("/api/operations?state=proposed");
  expect(read.body.operations.map((each: { id: string }) => each.id)).toEqual([id]);
  await chat.workspace.click({
    as: "U0BOB",
    where: { channel: card.channel, ts: card.ts },
    label: "Approve",
  });
  await expect
    .poll(async () => (await get("/api/operations?limit=1")).body.operations[0].state)
    .toBe("succeeded");
});

test.each([
  ["nod list", 400],
  ["node show", 400],
  ["node list --cluster=attic", 400],
  ["operation list", 403],
  ["token show abcdef", 403],
  ["audit list", 403],
])("the line %s is refused with %i", async (typed, status) => {
  const said = await line(typed);
  expect(said.status).toBe(status);
  expect(said.body.error).not.toBe("");
});

test("what was wrong can be read, and the audit only by an admin's token", async () => {
  const { body } = await get("/api/incidents");
  expect(body.incidents[0]).toMatchObject({ alert: "KubePersistentVolumeFillingUp", cluster: "home" });
  expect((await get("/api/audit")).status).toBe(403);
});

// biome-ignore lint/suspicious/noExplicitAny: what comes back is looked into by the tests.
type Said = { readonly status: number; readonly body: any };

function line(typed: string, bearer = ci.token): Promise<Said> {
  return call("/api/lines", bearer, { method: "POST", body: JSON.stringify({ line: typed }) });
}

function get(path: string): Promise<Said> {
  return call(path, ci.token, {});
}

async function call(path: string, bearer: string, how: RequestInit): Promise<Said> {
  const headers = { authorization: `Bearer ${bearer}` };
  const response = await fetch(`http://127.0.0.1:${chat.port()}${path}`, { ...how, headers });
  return { status: response.status, body: await response.json() };
}

async function post(status: string, bearer = token): Promise<number> {
  const alert = {
    status,
    labels: { alertname: "KubePersistentVolumeFillingUp", severity: "critical", namespace: "shop" },
    annotations: { summary: "The volume db-0 is full, <@U0BOB> <!channel> password=hunter2hunter2" },
    startsAt: "2026-11-29T05:00:00Z",
    fingerprint: "c8f1ad3e0b5d7e21",
  };
  const { status: answered } = await fetch(`http://127.0.0.1:${chat.port()}/alertmanager`, {
    method: "POST",
    headers: { authorization: `Bearer ${bearer}` },
    body: JSON.stringify({ version: "4", groupKey: "{}", alerts: [alert] }),
  });
  return answered;
}

function cards(): readonly Message[] {
  return chat.workspace
    .visible({ as: "U0ANN", channel: "C0ALERTS" })
    .filter(({ user, thread_ts }) => user === "U0WHEEL" && thread_ts === undefined);
}

function shows(text: string): Promise<Message> {
  return chat.workspace.next(() => cards().find((each) => textOf(each).includes(text)), 30_000);
}
