// npm run check, against the simulated workspace and cluster.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { check, sayFindings } from "#src/check.ts";
import type { LoadCredentials } from "#src/kubernetes/connection/credentials.ts";
import { startAlertmanager } from "../playground/alertmanager/alertmanager.ts";
import { playgroundSettings } from "../playground/settings.ts";
import { type Playground, type PlaygroundOptions, startPlayground } from "../playground/start.ts";
import { loadFrom } from "./setup/given-cluster.ts";

let playground: Playground | undefined;
afterEach(() => playground?.close());

test("all that is wrong is said at once, a line each", async () => {
  const variables = await given(
    { workspace: { scopes: ["commands", "chat:write", "channels:read"] } },
    (text) =>
      withAlertmanager("http://127.0.0.1:1")(text)
        .replace("$KUBECONFIG", "/nowhere/home.kubeconfig")
        .replace("C0OPS", "C0NOWHERE"),
  );
  const found = await check({ ...variables, SLACK_APP_TOKEN: "xapp-wrong" });
  const wrong = found.filter(({ ok }) => !ok).map(({ text }) => text);
  expect(wrong).toEqual([
    expect.stringMatching(/^SLACK_BOT_TOKEN: lacks .*app_mentions:read.*install the app again$/),
    "SLACK_APP_TOKEN: Slack refuses it: invalid_auth",
    expect.stringContaining("Channel C0NOWHERE: not there, or private without the bot"),
    "Cluster home: there is no kubeconfig /nowhere/home.kubeconfig",
    "Alertmanager of home, http://127.0.0.1:1: it did not answer",
  ]);
  expect(sayFindings(found)).toMatch(/5 to mend\.$/);
});

test("where all is ready it says so", async () => {
  const alertmanager = await startAlertmanager();
  const found = await check(await given({}, withAlertmanager(alertmanager.url)), ofPlayground);
  await alertmanager.close();
  expect(found.filter(({ ok }) => !ok)).toEqual([]);
  expect(found.map(({ text }) => text)).toContain(`Alertmanager of home: ${alertmanager.url} answers`);
  expect(sayFindings(found)).toMatch(/All is ready: npm start\.$/);
});

test("a schedule that types what none may is said with the rest, and its channel is looked at", async () => {
  const variables = await given({}, (text) =>
    [
      text,
      "schedules:",
      '  - { name: sweep, at: "0 3 * * *", line: "pod clean media", channel: C0OPS }',
      '  - { name: tea, at: "0 4 * * *", remind: Tea, channel: C0TEA }',
      "",
    ].join("\n"),
  );
  const wrong = (await check(variables)).filter(({ ok }) => !ok).map(({ text }) => text);
  expect(wrong).toEqual([
    expect.stringMatching(/^schedules: sweep: pod clean is a change\. mayPropose/),
    expect.stringMatching(/^Channel C0TEA: not there/),
  ]);
});

test("placeholders are said beside what can be looked at without them", async () => {
  const variables = await given({}, (text) => text);
  const found = await check({ ...variables, SLACK_BOT_TOKEN: "xoxb-…" }, ofPlayground);
  expect(found.filter(({ ok }) => !ok)).toEqual([
    { ok: false, text: expect.stringContaining("SLACK_BOT_TOKEN: is the example's placeholder") },
  ]);
  expect(found.filter(({ ok }) => ok)).toContainEqual({
    ok: true,
    text: expect.stringMatching(/^Cluster home: https:.* answers, 3 nodes can be read$/),
  });
});

function withAlertmanager(url: string): (settings: string) => string {
  return (text) =>
    text.replace("    nodeNetworks:", `    alertmanager: { url: "${url}" }\n    nodeNetworks:`);
}

/** Without the child process that a kubeconfig takes. */
const ofPlayground: LoadCredentials = (...asked) => {
  if (!playground) throw new Error("nothing is started");
  return loadFrom(playground.cluster, "credentials")(...asked);
};

/** The environment of a bot beside a playground, whose settings may be changed before they are written. */
async function given(options: PlaygroundOptions, change: (settings: string) => string) {
  playground = await startPlayground({ ...options, bot: false });
  const { workspace, cluster } = playground;
  const path = join(mkdtempSync(join(tmpdir(), "wheelhouse-check-")), "wheelhouse.yaml");
  writeFileSync(path, change(playgroundSettings).replace("$KUBECONFIG", cluster.kubeconfig));
  return {
    WHEELHOUSE_CONFIG: path,
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_APP_TOKEN: workspace.appToken,
    SLACK_API_URL: workspace.apiUrl,
  };
}
