// One question in a terminal: what is printed, what the exit code says, and that nothing is left behind.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, type Said, type Surroundings } from "#src/ask.ts";
import { argumentsOf } from "#src/command/argument.ts";
import { loadCommands } from "#src/command/load.ts";
import type { Endpoint } from "#src/kubernetes/connection/endpoint.ts";
import { type SimulatedCluster, startCluster } from "../playground/cluster/cluster.ts";
import { isChange } from "../playground/cluster/target.ts";
import { SCENARIOS } from "../playground/scenarios/index.ts";

let cluster: SimulatedCluster;
let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ask-"));
  cluster = await startCluster({ directory: folder, name: "shelf", heartbeatMs: 0, podStartMs: 0 });
});
afterAll(() => cluster.close());

test("a healthy cluster is told in green, and the exit code is 0", async () => {
  const { output, exitCode } = await say(["status"], { colours: true });
  expect(exitCode).toBe(0);
  expect(output.startsWith("\u001b[")).toBe(true);
  expect(stripVTControlCharacters(output)).toMatch(/^🟢 shelf is healthy/);
  expect(stripVTControlCharacters(output)).toMatch(/\nNode +State +Role .*\ncp1 +Ready +control-plane /);
  expect(output).toContain("UTC, live");
});

test("no line is wider than the screen", async () => {
  const { output } = await say(["status"], { columns: 60 });
  expect(output).toMatch(/a wider screen also\s+shows[\s\S]*Arch/);
  expect(Math.max(...output.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
});

test("a cluster with something wrong ends with 1", async () => {
  const scenario = SCENARIOS.find(({ name }) => name === "pi-off");
  await scenario?.begin(cluster);
  const { output, exitCode } = await say(["status"]);
  await scenario?.end(cluster);
  expect(exitCode).toBe(1);
  expect(output).toContain("pi-1 has been NotReady");
});

test("what is done by hand comes with its lines, and what could be meant with each", async () => {
  expect((await say(["kubectl get secrets"])).error).toMatch(
    /Secrets are never read into chat[\s\S]*\n {2}kubectl /,
  );
  expect((await say(["describe", "pi-1"])).error).toContain("Ask instead: node show pi-1 | pod show pi-1");
  expect(JSON.parse((await say(["--json", "describe pi-1"])).output).offers).toContain("node show pi-1");
});

test("a folder in place of a kubeconfig is one line", async () => {
  const { error, exitCode } = await say(["status", "--kubeconfig", folder]);
  expect(error).toBe(`${folder} cannot be read: it is a folder.`);
  expect(exitCode).toBe(2);
});

test("as JSON it is the answer that a bot would draw", async () => {
  const { output, exitCode } = await say(["--json", "node", "show", "pi-1"]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(output)).toMatchObject({
    cluster: "shelf",
    line: "node show pi-1",
    headline: expect.stringContaining("pi-1"),
    parts: expect.arrayContaining([expect.objectContaining({ kind: "facts" })]),
  });
});

test("what it offers to ask next can be typed as it stands", async () => {
  const { output } = await say(["status"]);
  const [, next = ""] = /Ask next: ([^|\n]+)/.exec(output) ?? [];
  expect(next).toMatch(/^\w+/);
  expect((await say([next.trim()])).exitCode).toBe(0);
});

test.each([
  ["node cordon pi-1", "Nobody here can be asked for node cordon."],
  ["token show abcdef", "Nobody here can be asked for token show."],
  ["operation list", "That is written down by a running bot"],
  ["alert list", "That is written down by a running bot"],
  ["audit verify", "That is written down by a running bot"],
  ["host list", "That is written down by a running bot"],
  ["stauts", "Did you mean"],
  ["node show", "node show needs node."],
  ["status --cluster=other", "Only shelf is asked here."],
  ["status --context nowhere", "no context"],
])("%j is refused with 2, in words", async (line, message) => {
  const said = await say(line.split(" "));
  expect(said).toMatchObject({ output: "", exitCode: 2 });
  expect(said.error).toContain(message);
});

test("every question that needs no more words is answered, or refused because it is about a bot", async () => {
  const commands = await loadCommands(join(import.meta.dirname, "../commands"));
  const questions = commands
    .filter(({ kind, args }) => kind === "query" && argumentsOf(args).every(({ required }) => !required))
    .map(({ path }) => path.join(" "));
  expect(questions.length).toBeGreaterThan(12);
  for (const line of questions) {
    const { exitCode, error } = await say([line]);
    const isAboutABot =
      /^(start$|digest$|(operation|alert|audit|campaign|cert|control-plane|etcd|host|schedule|silence|upgrade) )/.test(
        line,
      );
    expect([line, exitCode, error]).toEqual([
      line,
      isAboutABot ? 2 : expect.any(Number),
      isAboutABot ? expect.stringContaining("running bot") : "",
    ]);
  }
});

test("a pod that is not there is refused with 1, as JSON too", async () => {
  expect(await say(["pod", "show", "nothing"])).toMatchObject({ output: "", exitCode: 1 });
  const { output, exitCode } = await say(["pod", "show", "nothing", "--json"]);
  expect({ ...JSON.parse(output), exitCode }).toMatchObject({ error: expect.any(String), exitCode: 1 });
});

test("without a kubeconfig it says where it looked, and can still help", async () => {
  const nowhere = { environment: { HOME: "/nowhere" } };
  expect(await say(["status"], nowhere)).toMatchObject({
    error: expect.stringContaining("There is no kubeconfig /nowhere/.kube/config."),
    exitCode: 2,
  });
  expect((await say(["help"], nowhere)).output).toContain("node list");
  expect((await say(["node show --help"], nowhere)).output).toContain("Usage: /k8s node show <node>");
  expect((await say(["--help"], nowhere)).output).toContain("npm run ask");
});

test("a dead API server is an answer, with 1", async () => {
  await cluster.stop();
  const { output, exitCode } = await say(["status"]);
  await cluster.start();
  expect(exitCode).toBe(1);
  expect(output).toContain("cannot reach shelf: nothing listens on");
});

test("nothing is changed in the cluster, and nothing written here", async () => {
  const before = readdirSync(folder).toSorted();
  cluster.forgetRequests();
  for (const line of ["status", "kube-proxy show", "event list"]) await say([line]);
  expect(cluster.requests.filter(({ verb }) => isChange(verb))).toEqual([]);
  await expect.poll(cluster.watches).toBe(0);
  expect(readdirSync(folder).toSorted()).toEqual(before);
});

test("as a program it takes KUBECONFIG, prints without colours where nobody looks, and ends with its code", async () => {
  const well = await run({ KUBECONFIG: `${folder}/none:${cluster.kubeconfig}` }, "version");
  expect(well).toMatchObject({ code: 0, stderr: "" });
  expect(well.stdout).toContain("shelf");
  expect(well.stdout).toBe(stripVTControlCharacters(well.stdout));
  writeFileSync(join(folder, "broken"), "}{");
  const ill = await run({ KUBECONFIG: "broken", INIT_CWD: folder }, "status");
  expect(ill).toMatchObject({ code: 2, stdout: "", stderr: `${folder}/broken is no kubeconfig.\n` });
});

function say(words: readonly string[], more: Partial<Surroundings> = {}): Promise<Said> {
  return ask(words, {
    folder,
    environment: { KUBECONFIG: cluster.kubeconfig },
    // The program loads it itself, below.
    load: async () => ({ endpoint: endpointOf(cluster) }),
    columns: Number.POSITIVE_INFINITY,
    colours: false,
    ...more,
  });
}

function endpointOf({ url: server, ca, credentials: { cert, key } }: SimulatedCluster): Endpoint {
  const nothing = { proxy: undefined, servername: undefined };
  return { server, ca, cert, key, rejectUnauthorized: true, headers: {}, ...nothing };
}

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

function run(environment: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Ended> {
  const program = join(import.meta.dirname, "../src/ask.ts");
  const env = { PATH: dirname(process.execPath), ...environment };
  return new Promise((resolve) =>
    execFile(process.execPath, [program, ...words], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    ),
  );
}
