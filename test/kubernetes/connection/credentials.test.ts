// Kubeconfigs as people have them, loaded by the real child process; and when they are loaded again.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Clock, systemClock } from "#src/base/clock.ts";
import { UnreachableError } from "#src/base/errors.ts";
import { createLog, type Log, silentLog } from "#src/base/log.ts";
import { connectCluster } from "#src/kubernetes/connect.ts";
import {
  type Credentials,
  createCredentials,
  type LoadCredentials,
} from "#src/kubernetes/connection/credentials.ts";
import type { CredentialsAnswer, CredentialsRequest } from "#src/kubernetes/connection/endpoint.ts";
import { loadKubeconfig } from "#src/kubernetes/connection/load-kubeconfig.ts";
import { handClock } from "../../hand-clock.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "wheelhouse-credentials-"));
});

afterAll(() => rm(directory, { recursive: true }));

test("a missing kubeconfig is logged in one line that says which, and without a stack", async () => {
  const lines: string[] = [];
  const log = createLog({ level: "info", redact: (text) => text, write: (line) => lines.push(line) });
  const shared = { name: "home", kubeconfig: "/nowhere/home.kubeconfig", clock: systemClock, log };
  const connection = connectCluster(shared);
  connection.start();
  await connection.settled(AbortSignal.timeout(20_000));
  await connection.stop();

  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      event: "kubernetes.credentials-failed",
      problem: "cannot reach home: /nowhere/home.kubeconfig does not exist",
    }),
  ]);
  expect(lines.join()).not.toContain("stack");
});

describe("a kubeconfig", () => {
  test("gives server, CA, token and server name", async () => {
    const file = await kubeconfig("token", {
      cluster: {
        server: "https://10.0.0.10:6443/",
        "insecure-skip-tls-verify": true,
        "tls-server-name": "kubernetes",
      },
      user: { token: "s3cret" },
    });

    expect(await load(file).get()).toMatchObject({
      server: "https://10.0.0.10:6443",
      servername: "kubernetes",
      rejectUnauthorized: false,
      headers: { Authorization: "Bearer s3cret" },
    });
  });

  test("may keep its token in a file beside it, with a line break", async () => {
    await writeFile(join(directory, "token-file"), "from-file\n");
    const file = await kubeconfig("token-file-config", { user: { tokenFile: "token-file" } });

    expect((await load(file).get()).headers).toEqual({ Authorization: "Bearer from-file" });
  });

  test("may ask a plugin, which is told what kubectl tells it and none of our secrets", async ({
    expect,
  }) => {
    process.env.SLACK_BOT_TOKEN = "xoxb-not-for-plugins";
    const script = `
      const told = JSON.parse(process.env.KUBERNETES_EXEC_INFO).kind + (process.env.SLACK_BOT_TOKEN ?? "") + process.env.EXTRA;
      console.log(JSON.stringify({ kind: "ExecCredential", status: { token: told } }));`;
    const file = await plugin("plugin", script, [{ name: "EXTRA", value: "-extra" }]);

    expect((await loadInChild(file).get()).headers).toEqual({ Authorization: "Bearer ExecCredential-extra" });
    delete process.env.SLACK_BOT_TOKEN;
  });

  test("without a user still brings its CA and plain HTTP for kubectl proxy", async () => {
    const file = await kubeconfig("proxy", { cluster: { server: "http://127.0.0.1:8001" }, user: undefined });

    expect(await load(file).get()).toMatchObject({ server: "http://127.0.0.1:8001", headers: {} });
  });

  test.each<[string, () => Promise<Partial<CredentialsRequest>>, string]>([
    ["that is missing", async () => ({ kubeconfig: "/absent/config" }), "/absent/config does not exist"],
    ["that is not YAML", async () => ({ kubeconfig: await file("bad", "a: [b\nc: d") }), "is not YAML (line"],
    ["that is empty", async () => ({ kubeconfig: await file("empty", "") }), "the input is empty"],
    [
      "that is something else",
      async () => ({ kubeconfig: await file("text", "hello") }),
      "names no current context",
    ],
    [
      "without the context",
      async () => ({ kubeconfig: await kubeconfig("c", {}), context: "work" }),
      'has no context "work"',
    ],
    [
      "with a broken certificate",
      async () => ({
        kubeconfig: await kubeconfig("cert", {
          user: { "client-certificate-data": "bm8=", "client-key-data": "bm8=" },
        }),
      }),
      "the certificate or key in",
    ],
    [
      "with a server without a scheme",
      async () => ({ kubeconfig: await kubeconfig("bare", { cluster: { server: "10.0.0.10:6443" } }) }),
      'is "10.0.0.10:6443", which is no address',
    ],
    [
      "with a server that is a name and a port",
      async () => ({ kubeconfig: await kubeconfig("name", { cluster: { server: "cp1:6443" } }) }),
      'is "cp1:6443", which is no address',
    ],
    [
      "with a token of two lines",
      async () => ({ kubeconfig: await kubeconfig("lines", { user: { token: "one\nX-Other: two" } }) }),
      "holds a line break",
    ],
    [
      "with a missing certificate file",
      async () => ({
        kubeconfig: await kubeconfig("gone", { user: { "client-certificate": "/absent/cert" } }),
      }),
      "/absent/cert does not exist",
    ],
    [
      "with a plugin that is not installed",
      async () => ({
        kubeconfig: await kubeconfig("none", { user: { exec: { command: "absent-plugin" } } }),
      }),
      "its credential plugin absent-plugin cannot be started",
    ],
    [
      "with a plugin that fails",
      async () => ({
        kubeconfig: await plugin("fails", "console.error('token has expired'); process.exit(1)"),
      }),
      "failed: token has expired",
    ],
    ["in a pod, outside of one", async () => ({ inCluster: true }), "Wheelhouse does not run in a pod of it"],
  ])("%s is an answer", async (_what, request, words) => {
    const failure = await load(await request())
      .get()
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(UnreachableError);
    expect(failure).toMatchObject({ message: expect.stringContaining(words), hint: expect.any(String) });
    expect(failure).toMatchObject({ message: expect.stringMatching(/^cannot reach home: /) });
  });

  test("with a plugin that hangs is given up when the bot stops", async () => {
    const credentials = loadInChild(await plugin("hangs", "setInterval(() => {}, 1000)"));
    const got = credentials.get().catch((error: unknown) => error);
    await systemClock.sleep(0);
    credentials.stop();

    expect(await got).toBeInstanceOf(UnreachableError);
  });

  test("whose loading we ended ourselves is no failure to be logged", async () => {
    const logged: string[] = [];
    const log = { ...silentLog, warn: (event: string) => logged.push(event) };
    const ended: LoadCredentials = (_request, signal) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve({ problem: { kind: "timed-out", afterMs: 1 } }));
      });
    const credentials = credentialsFor("config", { load: ended, log });
    const got = credentials.get().catch((error: unknown) => error);
    credentials.stop();

    expect(await got).toMatchObject({ message: "cannot reach home: stopped" });
    expect(logged).toEqual([]);
  });
});

describe("refused credentials", () => {
  test("are loaded once for everybody who was refused, and not again within seconds", async () => {
    const clock = handClock();
    const loads: number[] = [];
    const credentials = withLoader(clock, async () => {
      loads.push(clock.now());
      return answerWith(`token-${loads.length}`);
    });
    const first = await credentials.get();

    const changed = await Promise.all([credentials.refused(first), credentials.refused(first)]);
    expect(changed).toEqual([true, true]);
    expect(loads).toHaveLength(2);

    const second = await credentials.get();
    expect(await credentials.refused(second)).toBe(false);
    await clock.advance(5_000);
    expect(await credentials.refused(second)).toBe(true);
    expect(loads).toHaveLength(3);
  });

  test("that do not change are asked for less and less often", async () => {
    const clock = handClock();
    const loads: number[] = [];
    const credentials = withLoader(clock, async () => {
      loads.push(clock.now());
      return answerWith("same");
    });
    const endpoint = await credentials.get();
    for (let second = 0; second < 300; second += 1) {
      await credentials.refused(endpoint);
      await clock.advance(1_000);
    }

    const gaps = loads.slice(1).map((at, index) => at - (loads[index] ?? 0));
    expect(gaps.at(-1)).toBe(60_000);
    expect(loads.length).toBeLessThan(11);
  });
});

test("setting the clock back neither hastens nor delays the next try to load credentials", async () => {
  const clock = handClock();
  let loads = 0;
  const credentials = withLoader(clock, async () => {
    loads += 1;
    return { problem: { kind: "not-in-cluster" } };
  });
  await credentials.get().catch(() => {});
  clock.setBack(3_600_000);
  await credentials.get().catch(() => {});
  expect(loads).toBe(1);

  await clock.advance(5_000);
  await credentials.get().catch(() => {});

  expect(loads).toBe(2);
});

function load(request: string | Partial<CredentialsRequest>): Credentials {
  return credentialsFor(request, { load: loadKubeconfig });
}

function loadInChild(kubeconfig: string): Credentials {
  return credentialsFor({ kubeconfig }, {});
}

function withLoader(clock: Clock, load: LoadCredentials): Credentials {
  return credentialsFor({ kubeconfig: "config" }, { clock, load });
}

type Means = { readonly clock?: Clock; readonly load?: LoadCredentials; readonly log?: Log };

function credentialsFor(given: string | Partial<CredentialsRequest>, means: Means): Credentials {
  const partial = typeof given === "string" ? { kubeconfig: given } : given;
  const request = { kubeconfig: undefined, context: undefined, inCluster: false, ...partial };
  return createCredentials({ cluster: "home", request, clock: systemClock, log: silentLog, ...means });
}

function answerWith(token: string): CredentialsAnswer {
  return {
    endpoint: {
      server: "https://10.0.0.10:6443",
      proxy: undefined,
      ca: undefined,
      cert: undefined,
      key: undefined,
      servername: undefined,
      rejectUnauthorized: true,
      headers: { Authorization: `Bearer ${token}` },
    },
  };
}

function plugin(name: string, script: string, env?: readonly object[]): Promise<string> {
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1",
    command: process.execPath,
    args: ["-e", script],
    env,
  };
  return kubeconfig(name, { user: { exec } });
}

type Parts = { readonly cluster?: object; readonly user?: object | undefined };

function kubeconfig(name: string, { cluster, ...rest }: Parts): Promise<string> {
  const user = "user" in rest ? rest.user : { token: "t" };
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "home",
    contexts: [{ name: "home", context: { cluster: "home", ...(user && { user: "bot" }) } }],
    clusters: [{ name: "home", cluster: { server: "https://10.0.0.10:6443", ...cluster } }],
    users: user ? [{ name: "bot", user }] : [],
  };
  return file(name, JSON.stringify(config));
}

async function file(name: string, text: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}
