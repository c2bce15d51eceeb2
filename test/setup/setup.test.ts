// npm run setup from end to end: what it asks, what it takes, what it writes, and what it never shows.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { readSettings } from "#src/config/parse-settings.ts";
import { type Answers, sit, startWorld, type World } from "./given-setup.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld({ botToken: "xoxb-1-secretbot", appToken: "xapp-1-secretapp" });
});
afterEach(() => world.close());

const tokens: Answers = [
  ["SLACK_BOT_TOKEN", "xoxb-1-secretbot"],
  ["SLACK_APP_TOKEN", "xapp-1-secretapp"],
];
const cluster: Answers = [
  ["Which one", ""],
  ["What do people call this cluster", ""],
  ["Up to which", ""],
  ["Apply this", "y"],
];
const people: Answers = [
  ["Which channel", "alerts"],
  ["Who may ask?", ""],
  ["Who may ask for changes", "ann"],
  ["Who may approve", "Bob, @sre"],
];
const everything = [...tokens, ...cluster, ...people];

test("from nothing to a bot that can start", async () => {
  const { exitCode, screen, opened } = await sit(world, everything);

  expect(screen).toMatch(/All is ready: npm start\.$/);
  expect(exitCode).toBe(0);
  expect(settings()).toMatchObject({
    slack: { channels: { alerts: "C0ALERTS" } },
    clusters: { home: { kubeconfig: file("home.kubeconfig") } },
    access: { viewer: ["*"], operator: ["U0ANN"], approver: ["U0BOB", "S0SRE"] },
  });
  expect(readFileSync(file("wheelhouse.yaml"), "utf8")).toContain(
    "approver: [ U0BOB, S0SRE ] # Bob and @sre",
  );
  for (const name of ["wheelhouse.yaml", "wheelhouse.env", "home.kubeconfig"])
    expect(statSync(file(name)).mode & 0o777, name).toBe(0o600);
  const [link = ""] = opened;
  const url = new URL(link);
  expect(url.origin + url.pathname + url.searchParams.get("new_app")).toBe("https://api.slack.com/apps1");
  expect(parse(url.searchParams.get("manifest_yaml") ?? "")).toEqual(
    parse(readFileSync("manifest.yml", "utf8")),
  );
  expect(screen).toContain(link);
});

test("what is applied was shown before, and the account may what was chosen and no more", async () => {
  const { screen } = await sit(world, [
    ...tokens,
    ...cluster.map(([question, answer]) => [question, question === "Up to which" ? "read" : answer] as const),
    ...people,
  ]);

  expect(screen).toContain(`On ${world.cluster.url}, from deploy/base/namespace.yaml and rbac.yaml:`);
  const changes = world.cluster.requests.filter(({ verb, resource }) => verb === "patch" && resource !== "");
  for (const { name, namespace } of changes)
    expect(screen).toContain(namespace ? `${namespace}/${name}` : name);
  expect(changes.length).toBe(8);
  expect(screen).toContain("without the role wheelhouse-act, by choice?");
  expect(screen).toContain("without the role wheelhouse-tokens, by choice?");
});

test("no token is on the screen, in a file that others may read, or in the settings", async () => {
  const { screen } = await sit(world, [
    ["SLACK_BOT_TOKEN", "xoxb-1-wrongbot"],
    ["SLACK_BOT_TOKEN", "xapp-1-secretapp"],
    ...everything,
  ]);
  const own = /"token": "(sim-\w+)"/.exec(readFileSync(file("home.kubeconfig"), "utf8"))?.[1] ?? "";
  const secrets = ["xoxb-1-secretbot", "xapp-1-secretapp", "xoxb-1-wrongbot", own];

  expect(own).not.toBe("");
  const shown = screen + readFileSync(file("wheelhouse.yaml"), "utf8");
  expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
});

test("run again it asks nothing that is there, and changes nothing", async () => {
  await sit(world, everything);
  const before = written();
  world.cluster.forgetRequests();
  const { exitCode, screen } = await sit(world, []);

  expect(exitCode).toBe(0);
  expect(screen).toContain(`✓ SLACK_BOT_TOKEN in ${file("wheelhouse.env")}: Slack takes it, in Home Lab`);
  expect(written()).toEqual(before);
  expect(world.cluster.requests.filter(({ verb }) => verb === "patch")).toEqual([]);
});

test("whoever leaves in the middle begins there", async () => {
  for (let typed = 1; typed <= everything.length; typed++) {
    const { exitCode, screen } = await sit(world, leftOf(typed));
    if (typed < everything.length) expect(screen).toMatch(/Ended before it was done/);
    else expect(exitCode).toBe(0);
  }
  expect(settings()?.access.approver).toEqual(["U0BOB", "S0SRE"]);

  /** Each run is one answer longer; what the runs before have done is asked no more. */
  function leftOf(typed: number): Answers {
    const done =
      typed <= tokens.length
        ? typed - 1
        : typed <= tokens.length + cluster.length
          ? tokens.length
          : typed - 1;
    return everything.slice(done, typed);
  }
});

test("each prompt takes bad answers with a word on what is wrong, and asks again", async () => {
  const { exitCode, screen } = await sit(world, [
    ["SLACK_BOT_TOKEN", ""],
    ["SLACK_BOT_TOKEN", "xoxb-…"],
    ["SLACK_BOT_TOKEN", "xoxb-1 2"],
    ["SLACK_BOT_TOKEN", "xapp-1-secretapp"],
    ["SLACK_BOT_TOKEN", "xoxb-1-nobodys"],
    ["SLACK_BOT_TOKEN", "xoxb-1-secretbot"],
    ["SLACK_APP_TOKEN", "xoxb-1-secretbot"],
    ["SLACK_APP_TOKEN", "xapp-1-nobodys"],
    ["SLACK_APP_TOKEN", "xapp-1-secretapp"],
    ["Which one", "7"],
    ["Which one", "work"],
    ["Which one", "1"],
    ["What do people call", "My Home!"],
    ["What do people call", "lab"],
    ["Up to which", "everything"],
    ["Up to which", "3"],
    ["Apply this", "perhaps"],
    ["Apply this", "yes"],
    ["Which channel", "nowhere"],
    ["Which channel", "#partner"],
    ["Which channel", "#alerts"],
    ["Who may ask?", "*"],
    ["Who may ask for changes", "zoe, gus, robot, dee"],
    ["Who may ask for changes", "n"],
    ["Who may ask for changes", "ann@example.com"],
    ["Who may ask for changes", "Ann, U0SAM"],
    ["Who may approve", ""],
  ]);
  const wrong = screen.split("\n").filter((line) => line.startsWith("  ✗") || line.startsWith("    nobody"));
  expect(wrong).toEqual([
    "  ✗ nothing was typed",
    expect.stringContaining("is the example's placeholder"),
    expect.stringContaining("holds a character that no token has"),
    "  ✗ must be a bot token (xoxb-…)",
    "  ✗ Slack refuses it: invalid_auth",
    "  ✗ must be an app-level token (xapp-…)",
    "  ✗ Slack refuses it: invalid_auth",
    "  ✗ there is home",
    "  ✗ there is home",
    "  ✗ lower-case letters, digits, dots and hyphens",
    "  ✗ 1, 2 or 3",
    "  ✗ y or n",
    "  ✗ There is no #nowhere, or it is private: type /invite @wheelhouse in it, then answer again.",
    "  ✗ #partner is shared with another organisation: nothing is said there.",
    expect.stringMatching(/^ {2}✗ nobody who could have a role is called zoe/),
    expect.stringContaining("called gus"),
    expect.stringContaining("called robot"),
    expect.stringContaining("called dee"),
    "  ✗ n may be Ann (U0ANN) and Ned (U0NED): say it by the id",
    expect.stringContaining("take the scope users:read.email"),
  ]);
  expect(exitCode).toBe(0);
  expect(settings()?.access).toMatchObject({ operator: ["U0ANN", "U0SAM"], approver: [] });
});

test("addresses find people where the app may read them", async () => {
  await world.close();
  world = await startWorld({
    ...{ botToken: "xoxb-1-secretbot", appToken: "xapp-1-secretapp" },
    scopes: ["users:read", "users:read.email", "usergroups:read", "channels:read", "groups:read"],
  });
  await sit(world, [
    ...tokens,
    ...cluster,
    ...people.slice(0, 2),
    ["Who may ask for changes", "ann@homelab.example"],
    ["Who may approve", "nobody@homelab.example"],
  ]);
  expect(settings()?.access.operator).toEqual(["U0ANN"]);
});

test("whoever is alone may choose to approve their own", async () => {
  const alone = people.map(
    ([question, answer]) => [question, question.includes("approve") ? "ann" : answer] as const,
  );
  await sit(world, [...tokens, ...cluster, ...alone, ["You are alone", ""]]);
  expect(settings()?.approvals.solo).toBe(true);
});

test("what the API server refuses is said, and another context can be tried", async () => {
  const [weak, strong] = [world.cluster.kubeconfig, world.cluster.adminKubeconfig].map((path) =>
    parse(readFileSync(path, "utf8")),
  );
  const both = {
    clusters: strong.clusters,
    users: [...weak.users, ...strong.users],
    contexts: [{ name: "weak", context: { cluster: "home", user: "wheelhouse" } }, ...strong.contexts],
    "current-context": "weak",
  };
  writeFileSync(file("both.kubeconfig"), JSON.stringify(both));
  void world.cluster.fail({
    kind: "500",
    match: { verb: "patch", resource: "roles" },
  });
  const { exitCode, screen } = await sit(
    world,
    [
      ...tokens,
      ...cluster.slice(0, 3),
      ["Which one", "home"],
      ...cluster.slice(2),
      ["Which one", "home"],
      ...cluster.slice(2),
      ...people,
    ],
    { KUBECONFIG: file("both.kubeconfig") },
  );
  expect(screen).toMatch(
    /✗ look at Namespace wheelhouse: the API server says no: .*cannot get.*\n {4}use a context that may do everything/,
  );
  expect(screen).toMatch(/✗ cannot reach home: the API server answers 500/);
  expect(screen).toMatch(/as it is ClusterRole wheelhouse\n/);
  expect(exitCode).toBe(0);
});

test("an answer of no leaves the cluster alone", async () => {
  const { exitCode, screen } = await sit(world, [...tokens, ...cluster.slice(0, 3), ["Apply this", "n"]]);
  expect(exitCode).toBe(1);
  expect(screen).toContain("Nothing was applied.\ndocs/deployment.md makes the account by hand.");
  expect(world.cluster.requests.filter(({ verb }) => !["get", "list", "watch"].includes(verb))).toEqual([]);
  expect(existsSync(file("home.kubeconfig"))).toBe(false);
});

test("a kubeconfig of that name is somebody's own until they say otherwise", async () => {
  writeFileSync(file("home.kubeconfig"), readFileSync(world.cluster.kubeconfig));
  const start = [...tokens, ...cluster.slice(0, 2)];
  await sit(world, [...start, ["is there already", ""], ...people]);
  const kept = readFileSync(file("home.kubeconfig"), "utf8");
  writeFileSync(file("wheelhouse.yaml"), "");
  await sit(world, [...cluster.slice(0, 2), ["is there already", "n"], ...cluster.slice(2), ...people]);

  expect(kept).toBe(readFileSync(world.cluster.kubeconfig, "utf8"));
  expect(readFileSync(file("home.kubeconfig.old"), "utf8")).toBe(kept);
  expect(readFileSync(file("home.kubeconfig"), "utf8")).not.toBe(kept);
});

test("without a kubeconfig of kubectl it asks for one, and says what is wrong with what is named", async () => {
  writeFileSync(file("notes.txt"), "hello");
  writeFileSync(file("empty"), "{}");
  const { screen } = await sit(
    world,
    [
      ...tokens,
      ["Path of a kubeconfig", "/nowhere"],
      ["Path of a kubeconfig", file("notes.txt")],
      ["Path of a kubeconfig", file("empty")],
      ["Path of a kubeconfig", world.cluster.adminKubeconfig],
      ...cluster,
      ...people,
    ],
    { KUBECONFIG: "", HOME: "/nowhere" },
  );
  expect(screen).toContain("There is no kubeconfig /nowhere/.kube/config.");
  expect(screen).toContain("✗ There is no kubeconfig /nowhere.");
  expect(screen).toContain("notes.txt is no kubeconfig.");
  expect(screen).toContain("empty has no contexts.");
});

test("comments and settings that are there stay", async () => {
  const own =
    "# mine\nclusters:\n  pi: { kubeconfig: $FILE } # the shelf\nalerts: { repeat: 1h }\naccess: { operator: [U0ANN] }\n";
  writeFileSync(file("wheelhouse.yaml"), own.replace("$FILE", world.cluster.kubeconfig));
  await sit(world, [...tokens, ["Which channel", ""], ["Who may ask?", ""], ["Who may approve", "bob"]]);

  const text = readFileSync(file("wheelhouse.yaml"), "utf8");
  expect(text).toMatch(/^# mine\n/);
  expect(text).toContain("# the shelf");
  expect(settings()).toMatchObject({
    alerts: { repeat: 3_600_000 },
    access: { operator: ["U0ANN"], approver: ["U0BOB"] },
  });
});

test("mistakes that are in the settings are told before anything is asked", async () => {
  writeFileSync(file("wheelhouse.yaml"), "clusters: { home: { kubeconfg: x } }\naces: {}\n");
  const { exitCode, screen } = await sit(world, []);
  expect(exitCode).toBe(1);
  expect(screen).toContain("has mistakes; mend them first:");
  expect(screen).toContain("kubeconfg: is not a setting");
  expect(screen).toContain("aces: is not a setting");
});

test("a disk that takes nothing is told in words, and nothing is half written", async () => {
  mkdirSync(file("wheelhouse.env.new"));
  const { exitCode, screen } = await sit(world, tokens.slice(0, 1));
  expect(exitCode).toBe(1);
  expect(screen).toContain(`Cannot write ${file("wheelhouse.env")}: `);
  expect(existsSync(file("wheelhouse.env"))).toBe(false);
});

test("secrets that others could read are private again", async () => {
  writeFileSync(file("wheelhouse.env"), "PORT=9090\nSLACK_BOT_TOKEN=xoxb-1-secretbot\n");
  chmodSync(file("wheelhouse.env"), 0o644);
  const { screen } = await sit(world, everything.slice(1));
  expect(screen).toContain(`Others could read ${file("wheelhouse.env")}: that is over.`);
  expect(statSync(file("wheelhouse.env")).mode & 0o777).toBe(0o600);
  expect(readFileSync(file("wheelhouse.env"), "utf8")).toContain("PORT=9090");
});

test("a Slack that does not answer is told, and asked again", async () => {
  const sat = sit(world, [["SLACK_BOT_TOKEN", "xoxb-1-secretbot"]], {
    SLACK_API_URL: "http://127.0.0.1:9/api/",
  });
  expect((await sat).screen).toContain("✗ 127.0.0.1:9 does not answer");
});

function file(name: string): string {
  return join(world.folder, name);
}

function settings() {
  return readSettings(file("wheelhouse.yaml"), (path) => readFileSync(path, "utf8")).settings;
}

/** Name and content of all that it wrote. */
function written(): Readonly<Record<string, string>> {
  const names = readdirSync(world.folder).filter((name) => statSync(file(name)).isFile());
  return Object.fromEntries(names.map((name) => [name, readFileSync(file(name), "utf8")]));
}
