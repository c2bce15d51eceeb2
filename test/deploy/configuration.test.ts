// The examples are accepted as they are and show everything there is.
import { expect, test } from "vitest";
import { loadConfig } from "#src/config/config.ts";
import { parseSettings } from "#src/config/parse-settings.ts";
import { readText } from "./deploy-files.ts";

const yaml = readText("deploy/wheelhouse.example.yaml");
const env = readText("deploy/wheelhouse.example.env");

test("the example configuration is accepted", () => {
  expect(parseSettings("wheelhouse.example.yaml", yaml).problems).toEqual([]);
});

test("the example configuration shows every setting with its default where it has one", () => {
  const { settings } = parseSettings("wheelhouse.example.yaml", yaml);
  const bare = parseSettings(
    "bare",
    "{ clusters: { home: { inCluster: true } }, approvals: {}, alerts: {}, access: {} }",
  ).settings;

  expect(Object.keys(settings ?? {}).toSorted()).toEqual([
    "access",
    "alerts",
    "approvals",
    "clusters",
    "diagnosis",
    "doors",
    "schedules",
    "slack",
  ]);
  expect(Object.keys(settings?.access ?? {})).toEqual(["viewer", "operator", "approver", "admin"]);
  expect(settings?.approvals).toEqual(bare?.approvals);
  expect(settings?.alerts).toEqual(bare?.alerts);
});

test("the example environment is enough in Socket Mode once its placeholders are replaced, which it says", () => {
  expect(() => loadConfig(variables(env), () => yaml)).toThrow(
    /SLACK_BOT_TOKEN: is the example's placeholder/,
  );
  const { environment } = loadConfig(variables(filledIn(env)), () => yaml);
  expect(environment).toMatchObject({ botToken: "xoxb-1-2-abc", appToken: "xapp-1-A-2-abc" });
});

test("the example environment names the defaults of the program", () => {
  const set = variables(filledIn(env));
  const shown = variables(filledIn(env).replaceAll(/^#(?=[A-Z_]+=)/gm, ""));

  const { heartbeatUrl, ...defaults } = loadConfig(shown, () => yaml).environment;
  expect(defaults).toEqual(loadConfig(set, () => yaml).environment);
  // Without a default: nobody else's check is to be told.
  expect(heartbeatUrl).toBe("https://hc-ping.com/your-uuid");
  expect(Object.keys(shown).toSorted()).toEqual([
    "DATABASE_URL",
    "HEARTBEAT_URL",
    "LOG_LEVEL",
    "PORT",
    "SLACK_API_URL",
    "SLACK_APP_TOKEN",
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "WHEELHOUSE_CONFIG",
  ]);
});

/** As somebody who has made the app would. */
function filledIn(text: string): string {
  return text.replaceAll("xoxb-your-token", "xoxb-1-2-abc").replaceAll("xapp-your-token", "xapp-1-A-2-abc");
}

function variables(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
}
