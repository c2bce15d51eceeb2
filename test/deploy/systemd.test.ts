// The systemd unit says what the program understands.
import { describe, expect, test } from "vitest";
import { loadConfig } from "#src/config/config.ts";
import { readText } from "./deploy-files.ts";
import { longestStopSeconds } from "./longest-stop.ts";

const unit = readText("deploy/systemd/wheelhouse.service");
const credentials = "/run/credentials/wheelhouse.service";
const tokens: Readonly<Record<string, string>> = {
  "slack-bot-token": "xoxb-1",
  "slack-app-token": "xapp-1",
  "slack-signing-secret": "secret",
};

describe("the unit", () => {
  test("sets variables that the program reads, in Socket Mode", () => {
    const { environment } = start(unit, "socket");

    expect(environment).toMatchObject({
      botToken: "xoxb-1",
      appToken: "xapp-1",
      database: "/var/lib/wheelhouse/wheelhouse.db",
    });
  });

  test("sets them in HTTP mode too, as its comment says", () => {
    const http = unit.replaceAll(/^.*slack-app-token.*\n/gm, "").replaceAll(/^#(?=\w+=)/gm, "");

    expect(start(http, "http").environment).toMatchObject({ botToken: "xoxb-1", signingSecret: "secret" });
  });

  test("lets it write its database and its cache, and nothing else", () => {
    expect(settings("ProtectSystem")).toEqual(["strict"]);
    expect(settings("ReadWritePaths")).toEqual([]);
    expect(`/var/lib/${settings("StateDirectory")}/wheelhouse.db`).toBe(
      start(unit, "socket").environment.database,
    );
    expect(`/var/cache/${settings("CacheDirectory")}`).toBe(variables(unit).NODE_COMPILE_CACHE);
  });

  test("starts the program that npm start does, with the same flags", () => {
    const { scripts } = JSON.parse(readText("package.json")) as { scripts: { start: string } };
    const [, all = "", program] = /\bnode (.*?) ?(\S+\.ts)$/.exec(scripts.start) ?? [];
    // The file that `npm run setup` writes where it is run; the unit names its own as EnvironmentFile.
    const flags = all.replace("--env-file-if-exists=wheelhouse.env ", "");

    expect(settings("ExecStart")).toEqual([`${settings("WorkingDirectory")}/bin/node ${program}`]);
    expect(variables(unit).NODE_OPTIONS).toBe(flags);
  });

  test("waits longer than the bot takes to stop", () => {
    expect(seconds("TimeoutStopSec")).toBeGreaterThan(longestStopSeconds());
  });

  test("gives up on a token that is refused again and again", () => {
    const tries = Number(settings("StartLimitBurst")[0]);
    const startSeconds = 10;

    expect(settings("Restart")).toEqual(["on-failure"]);
    expect(tries * (seconds("RestartSec") + startSeconds)).toBeLessThan(seconds("StartLimitIntervalSec"));
  });

  test("forbids no code to be written: V8 compiles while it runs", () => {
    expect(settings("MemoryDenyWriteExecute")).toEqual([]);
  });
});

/** Reads the configuration as the program does under this unit. */
function start(text: string, mode: "socket" | "http") {
  return loadConfig(variables(text), (path) => {
    if (path === "/etc/wheelhouse/wheelhouse.yaml")
      return `{ slack: { mode: ${mode} }, clusters: { home: { inCluster: true } } }`;
    const loaded = [...text.matchAll(/^LoadCredential=(\S+?):/gm)].map(
      ([, name]) => `${credentials}/${name}`,
    );
    if (!loaded.includes(path)) throw new Error(`nobody loads ${path}`);
    return tokens[path.slice(credentials.length + 1)] ?? "";
  });
}

function variables(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/^Environment=(\w+)=(.*)$/gm)];
  return Object.fromEntries(pairs.map(([, name, value = ""]) => [name, value.replace("%d", credentials)]));
}

function settings(key: string): readonly string[] {
  return [...unit.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value = ""]) => value);
}

function seconds(key: string): number {
  const [, amount, unitOfTime] = /^(\d+)(s|min)$/.exec(settings(key)[0] ?? "") ?? [];
  return Number(amount) * (unitOfTime === "min" ? 60 : 1);
}
