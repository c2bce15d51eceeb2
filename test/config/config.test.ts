import { expect, test } from "vitest";
import { ConfigError } from "#src/base/errors.ts";
import { loadConfig } from "#src/config/config.ts";
import { secretsOf } from "#src/config/environment.ts";
import { parseSettings } from "#src/config/parse-settings.ts";
import { approvalsChannel, approvalsFor, clusterOfChannel } from "#src/config/settings.ts";

const good = `slack: { mode: socket }
clusters:
  home: { kubeconfig: /etc/home.kubeconfig }
access: { viewer: ["*"] }
`;
const tokens = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" };

test("five mistakes are all named, each with its line", () => {
  const { problems } = parseSettings(
    "wheelhouse.yaml",
    `slack:
  mode: sockets
clusters:
  home:
    kubeconfg: /etc/home.kubeconfig
    inCluster: true
    channels: { alerts: "#ops" }
access:
  viewer: ["ann"]
approvals:
  expireAfter: soon
`,
  );
  expect(problems).toEqual([
    expect.stringMatching(/^wheelhouse\.yaml:2: slack\.mode: /),
    expect.stringMatching(/^wheelhouse\.yaml:5: clusters\.home\.kubeconfg: is not a setting$/),
    expect.stringMatching(/^wheelhouse\.yaml:7: clusters\.home\.channels\.alerts: must be a channel's id/),
    expect.stringMatching(/^wheelhouse\.yaml:9: access\.viewer\.0: must be a user id/),
    expect.stringMatching(/^wheelhouse\.yaml:11: approvals\.expireAfter: must be a duration/),
  ]);
});

test("the whole contract is understood", () => {
  const { settings, problems } = parseSettings(
    "wheelhouse.yaml",
    `slack:
  mode: http
  channels: { alerts: C0ALERTS, approvals: C0OPS }
clusters:
  home:
    kubeconfig: /etc/wheelhouse/home.kubeconfig
    context: home
    channels: { alerts: C0HOME }
    nodeNetworks: [10.0.0.0/24, "fd00::/64"]
    ssh: { user: ops, port: 22, identityFile: /k, jump: "ops@bastion.example:2222" }
    hosts:
      cp1: { address: 10.0.0.10 }
      pi-3: { address: 10.0.0.23, user: pi }
  work: { inCluster: true }
access:
  viewer: ["*"]
  operator: [U01ANN, S0SRE]
  approver: [U02BOB]
  admin: [U02BOB]
approvals: { change: 1, destructive: 2, expireAfter: 30m, solo: false }
alerts: { repeat: 4h }
`,
  );
  expect(problems).toEqual([]);
  expect(settings).toMatchObject({
    clusters: {
      home: { inCluster: false, nodeNetworks: ["10.0.0.0/24", "fd00::/64"] },
      work: { inCluster: true },
    },
    approvals: { expireAfter: 1_800_000 },
    alerts: { repeat: 14_400_000 },
  });
});

test.each([
  ["", "clusters: is missing"],
  ["clusters: {}", "needs at least one cluster"],
  ["clusters: { home: {} }", "needs either kubeconfig or inCluster"],
  ["clusters: { home: { kubeconfig: /x, inCluster: true } }", "needs either kubeconfig or inCluster"],
  ["clusters: { Home: { inCluster: true } }", "must be lower-case"],
  [
    "clusters: { home: { inCluster: true, nodeNetworks: [10.0.0.0] } }",
    "clusters.home.nodeNetworks.0: must be a network such as 10.0.0.0/24 or fd00::/64",
  ],
  ["clusters: { home: { inCluster: true, nodeNetworks: [] } }", "nodeNetworks: needs at least one network"],
  ["clusters: { home: { inCluster: true, nodeNetworks: 10.0.0.0/24 } }", "clusters.home.nodeNetworks: "],
  ["clusters: [", "wheelhouse.yaml:1"],
  ["- home", "wheelhouse.yaml:1: (top): "],
  ["just words", "wheelhouse.yaml:1: (top): "],
  ["clusters: *home", "wheelhouse.yaml"],
  ["clusters:\n\thome: {}", "wheelhouse.yaml:2: Tabs are not allowed"],
  ["---\na: 1\n---\nb: 2", "multiple documents"],
  [bomb(), "wheelhouse.yaml: its aliases"],
  ["a: 1\na: 2", "Map keys must be unique"],
  ["clusters: { home: { inCluster: true } }\naccess: { wizard: [U1] }", "wizard"],
])("%j is refused", (text, message) => {
  expect(parseSettings("wheelhouse.yaml", text).problems.join("\n")).toContain(message);
});

test("the file's and the environment's mistakes are listed together", () => {
  const load = () => loadConfig({ PORT: "http", LOG_LEVEL: "loud" }, () => "clusters: {}");
  expect(load).toThrow(ConfigError);
  for (const part of ["clusters", "SLACK_BOT_TOKEN: is not set", "SLACK_APP_TOKEN", "PORT", "LOG_LEVEL"]) {
    expect(load).toThrow(part);
  }
});

test("defaults are filled in", () => {
  const { environment } = loadConfig(tokens, () => good);
  expect(environment).toMatchObject({
    slackApiUrl: "https://slack.com/api/",
    database: "data/wheelhouse.db",
    port: 8080,
    logLevel: "info",
  });
});

test("a secret may come from a file", () => {
  const files: Record<string, string> = { "wheelhouse.yaml": good, "/run/bot": "xoxb-from-file\n" };
  const read = (path: string) => {
    const text = files[path];
    if (text === undefined) throw new Error("ENOENT");
    return text;
  };
  const { environment } = loadConfig({ SLACK_APP_TOKEN: "xapp-1", SLACK_BOT_TOKEN_FILE: "/run/bot" }, read);
  expect(environment.botToken).toBe("xoxb-from-file");
  expect(() => loadConfig({ ...tokens, SLACK_BOT_TOKEN_FILE: "/run/none" }, read)).toThrow(
    "cannot read /run/none",
  );
});

test.each([
  ["SLACK_BOT_TOKEN", "xapp-1", "must be a bot token"],
  [
    "SLACK_BOT_TOKEN",
    "xoxb-…",
    "is the example's placeholder; the app's page “OAuth & Permissions” shows it",
  ],
  ["SLACK_BOT_TOKEN", "xoxb-your-token", "is the example's placeholder"],
  ["SLACK_APP_TOKEN", "<xapp token>", "is the example's placeholder"],
  ["SLACK_BOT_TOKEN", "xoxb-1“", "holds a character that no token has"],
  ["SLACK_APP_TOKEN", "xoxb-1", "must be an app-level token"],
  ["DATABASE_URL", "mysql://x", "must be sqlite"],
  ["DATABASE_URL", "sqlite:", "must be sqlite"],
  ["DATABASE_URL", "postgres:", "must be sqlite"],
  ["DATABASE_URL", "sqlite://data/x.db", "must be sqlite"],
  ["SLACK_API_URL", "slack", "is not a URL"],
])("%s=%s is refused without being printed in full", (name, value, message) => {
  expect(() => loadConfig({ ...tokens, [name]: value }, () => good)).toThrow(message);
});

test("a database in PostgreSQL may come from a file, and its password is among what is never said", () => {
  const url = "postgres://wheelhouse:p%40ssword9@db.example:5432/wheelhouse?sslmode=verify-full";
  const files: Record<string, string> = { "wheelhouse.yaml": good, "/run/db": `${url}\n` };
  const read = (path: string) => {
    const text = files[path];
    if (text === undefined) throw new Error("ENOENT");
    return text;
  };
  const { environment } = loadConfig({ ...tokens, DATABASE_URL_FILE: "/run/db" }, read);
  expect(environment.database).toBe(url);
  expect(secretsOf(environment)).toEqual(expect.arrayContaining(["xoxb-1", "p%40ssword9", "p@ssword9"]));
  expect(() => loadConfig({ ...tokens, DATABASE_URL_FILE: "/run/none" }, read)).toThrow(
    "DATABASE_URL_FILE: cannot read /run/none",
  );
});

test("HTTP mode wants the signing secret and no app token", () => {
  const http = good.replace("socket", "http");
  expect(() => loadConfig({ SLACK_BOT_TOKEN: "xoxb-1" }, () => http)).toThrow("SLACK_SIGNING_SECRET");
  expect(
    loadConfig({ SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "s" }, () => http).environment.appToken,
  ).toBe("");
});

test("a mistake is found by its line, however its key is written", () => {
  const { problems } = parseSettings(
    "wheelhouse.yaml",
    `clusters:
  "home":
    inCluster: true
    hosts:
      0: { address: 10.0.0.1 }
      1: { adress: 10.0.0.2 }
access:
  viewer:
    - "*"
    - ann
`,
  );
  expect(problems).toEqual([
    expect.stringMatching(/^wheelhouse\.yaml:6: clusters\.home\.hosts\.1\.address: is missing$/),
    expect.stringMatching(/^wheelhouse\.yaml:6: clusters\.home\.hosts\.1\.adress: is not a setting$/),
    expect.stringMatching(/^wheelhouse\.yaml:10: access\.viewer\.1: must be/),
  ]);
});

test("hosts need somebody who logs in, with one key", () => {
  const { problems } = parseSettings(
    "wheelhouse.yaml",
    `clusters:
  a: { inCluster: true, hosts: { cp1: { address: 10.0.0.1 } } }
  b: { inCluster: true, ssh: { user: ops } }
  c: { inCluster: true, ssh: { user: ops, agent: true, identityFile: /k } }
  d: { inCluster: true, ssh: { user: "-oProxyCommand=x", agent: true } }
  e: { inCluster: true, ssh: { user: ops, agent: true }, hosts: { cp1: { address: "-x" } } }
  f: { inCluster: true, ssh: { user: ops, agent: true, jump: "ssh://x" } }
`,
  );
  expect(problems).toEqual([
    expect.stringMatching(/:2: clusters\.a\.hosts: needs ssh beside it/),
    expect.stringMatching(/:3: clusters\.b\.ssh: needs either identityFile or agent: true$/),
    expect.stringMatching(/:4: clusters\.c\.ssh: needs either identityFile or agent: true$/),
    expect.stringMatching(/:5: clusters\.d\.ssh\.user: must be a user's name$/),
    expect.stringMatching(/:6: clusters\.e\.hosts\.cp1\.address: must be an address/),
    expect.stringMatching(/:7: clusters\.f\.ssh\.jump: must be a host/),
  ]);
});

test("a machine that is woken has the address of one network card, and a place where it hears", () => {
  const wakes = (rest: string) =>
    parseSettings(
      "wheelhouse.yaml",
      `clusters: { a: { inCluster: true, ssh: { user: ops, agent: true }, hosts: { w: { address: 10.0.0.1, ${rest} } } } }`,
    );
  const good = wakes('mac: "DC-A6-32-01-02-03", broadcast: "10.0.0.255:7"');
  expect(good.settings?.clusters.a?.hosts?.w).toMatchObject({
    mac: "dc:a6:32:01:02:03",
    broadcast: "10.0.0.255:7",
  });
  const bad = [
    ['mac: "dc:a6:32:01:02"', "a network card's address such as"],
    ['mac: "01:00:5e:00:00:01"', "neither a group's nor all zeros"],
    ['mac: "ff:ff:ff:ff:ff:ff"', "neither a group's nor all zeros"],
    ['mac: "00:00:00:00:00:00"', "neither a group's nor all zeros"],
    ['mac: "dc:a6:32:01:02:03", broadcast: "10.0.0.256"', "an IPv4 address such as"],
    ['mac: "dc:a6:32:01:02:03", broadcast: "10.0.0.255:0"', "an IPv4 address such as"],
    ['mac: "dc:a6:32:01:02:03", broadcast: "fd00::1"', "an IPv4 address such as"],
    ['broadcast: "10.0.0.255"', "needs mac beside it"],
  ] as const;
  for (const [rest, words] of bad)
    expect([rest, wakes(rest).problems]).toEqual([rest, [expect.stringContaining(words)]]);
});

test("a mistake of the YAML itself is one line, without the text around it", () => {
  const { problems } = parseSettings("wheelhouse.yaml", "clusters:\n  home: {}\n  home: {}\n");
  expect(problems).toEqual(["wheelhouse.yaml:3: Map keys must be unique"]);
});

test("clusters may share settings by anchors and merge keys", () => {
  const { problems, settings } = parseSettings(
    "wheelhouse.yaml",
    `clusters:
  home: &home { kubeconfig: /home, channels: { alerts: C1 } }
  work: { <<: *home, kubeconfig: /work }
`,
  );
  expect(problems).toEqual([]);
  expect(settings?.clusters.work).toMatchObject({ kubeconfig: "/work", channels: { alerts: "C1" } });
});

test("a channel is about the cluster it is tied to, and about none when two claim it", () => {
  const { settings } = parseSettings(
    "wheelhouse.yaml",
    `clusters:
  home: { kubeconfig: /home, channels: { alerts: C1, approvals: C2 } }
  work: { kubeconfig: /work, channels: { alerts: C3, approvals: C2 } }
`,
  );
  const about = settings && clusterOfChannel(settings);
  expect(["C1", "C2", "C3", "C4"].map((channel) => about?.(channel))).toEqual([
    "home",
    undefined,
    "work",
    undefined,
  ]);
});

test("a cluster's own approvals override those for all, key by key", () => {
  const { settings } = parseSettings(
    "wheelhouse.yaml",
    `approvals: { change: 2, expireAfter: 1h }
slack: { channels: { approvals: C1 } }
clusters:
  home: { kubeconfig: /home, approvals: { solo: true, change: 1 }, channels: { approvals: C2 } }
  work: { kubeconfig: /work }
`,
  );
  if (!settings) throw new Error("the settings are refused");
  expect(approvalsFor(settings, "home")).toEqual({
    change: 1,
    destructive: 1,
    expireAfter: 3_600_000,
    solo: true,
  });
  expect(approvalsFor(settings, "work")).toEqual({
    change: 2,
    destructive: 1,
    expireAfter: 3_600_000,
    solo: false,
  });
  expect([approvalsChannel(settings, "home"), approvalsChannel(settings, "work")]).toEqual(["C2", "C1"]);
});

test("nobody can be asked to decide within seconds", () => {
  const { problems } = parseSettings(
    "wheelhouse.yaml",
    "clusters: { home: { kubeconfig: /home, approvals: { expireAfter: 5s } } }",
  );
  expect(problems).toEqual(["wheelhouse.yaml:1: clusters.home.approvals.expireAfter: must be at least 1m"]);
});

/** Ten aliases of ten aliases of ten: a few lines that would become a million. */
function bomb(): string {
  const levels = Array.from(
    { length: 6 },
    (_, n) => `l${n + 1}: &l${n + 1} [${Array(10).fill(`*l${n}`).join(", ")}]`,
  );
  return ["l0: &l0 [x, x]", ...levels].join("\n");
}

test("there is no door unless the settings say so, and one is for clusters that there are", () => {
  expect(parseSettings("w.yaml", good).settings?.doors).toEqual({ alertmanager: [], api: [] });
  const door = (clusters: string, hash: string) =>
    `${good}doors:\n  alertmanager: [{ name: am, hash: "${hash}", clusters: [${clusters}] }]\n`;
  const hash = `sha256:${"a".repeat(64)}`;
  expect(parseSettings("w.yaml", door("home", hash)).problems).toEqual([]);
  expect(parseSettings("w.yaml", door("work", hash)).problems).toEqual([
    expect.stringContaining("doors.alertmanager.0.clusters.0: work is no cluster"),
  ]);
  expect(parseSettings("w.yaml", door("home", "wh_the-token-itself")).problems).toEqual([
    expect.stringContaining("must be sha256: and 64 digits"),
  ]);
});
