// What Wheelhouse relies on in a machine that it reaches over SSH. Runs unchanged against simulated and real ones.
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RefusedError, StepError, UnreachableError } from "#src/base/errors.ts";
import type { Host } from "#src/hosts/host.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { readings } from "#src/hosts/readings/index.ts";
import { removeSecretArgv, secretPath, writeSecretArgv } from "#src/hosts/secret-file.ts";
import { unitName } from "#src/hosts/units.ts";

import type { UnfencedHosts } from "../hosts/unfenced.ts";

export type ContractHost = {
  readonly hosts: UnfencedHosts;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Ends every SSH session there, as a network that goes away does. */
  readonly cut: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Another one each time: a run that failed has left its units there. */
const operation = `op-${randomBytes(4).toString("hex")}`;
const signal = AbortSignal.timeout(110_000);
const never = new AbortController().signal;

export function hostContract(given: () => Promise<ContractHost>): void {
  let there: ContractHost;
  let host: Host;

  beforeAll(async () => {
    there = await given();
    host = await there.hosts.host(there.name);
  });
  afterAll(async () => {
    there?.hosts.close();
    await there?.close();
  });

  describe("a command", () => {
    test.each([
      ["two words"],
      ["it's"],
      ["$HOME `id` $(id)"],
      [""],
      ["*"],
      ["-n"],
      ["a\nb"],
      ["\\"],
      ["ü;&|<>"],
    ])("gets %j as it was given", async (word) => {
      const said = await host.run({ argv: ["printf", "<%s>", word, "end"] }, signal);
      expect(said).toEqual({ stdout: `<${word}><end>`, stderr: "", code: 0, cut: false });
    });

    test("ends with its own code, and its streams are kept apart", async () => {
      const said = await host.run({ argv: ["sh", "-c", "echo out; echo err >&2; exit 3"] }, signal);
      expect(said).toEqual({ stdout: "out\n", stderr: "err\n", code: 3, cut: false });
    });

    test("that is not there ends with 127", async () => {
      expect(await host.run({ argv: ["no-such-program"] }, signal)).toMatchObject({ code: 127 });
    });

    test("is given its input", async () => {
      expect(await host.run({ argv: ["cat"], stdin: "one\ntwo" }, signal)).toMatchObject({
        stdout: "one\ntwo",
      });
    });

    test("is root with sudo", async () => {
      expect(await host.run({ argv: asRoot(["id", "-un"]) }, signal)).toMatchObject({ stdout: "root\n" });
    });

    test("says more than is kept, and ends all the same", async () => {
      const said = await host.run({ argv: ["head", "-c", "20000000", "/dev/zero"] }, signal);
      expect(said).toMatchObject({ code: 0, cut: true });
      expect(said.stdout.length).toBeLessThan(1_100_000);
    });

    test("that takes too long is given up in words, and the next one is answered", async () => {
      const late = host.run({ argv: ["sleep", "60"], timeoutMs: 300 }, signal);
      await expect(late).rejects.toThrow(UnreachableError);
      await expect(late).rejects.toThrow("did not finish sleep within 0.3 s");
      expect(await host.run({ argv: ["true"] }, signal)).toMatchObject({ code: 0 });
    });

    test("is given up when nobody waits any more", async () => {
      const stopping = new AbortController();
      const asked = host.run({ argv: ["sleep", "60"] }, stopping.signal);
      stopping.abort(new Error("the bot stops"));
      await expect(asked).rejects.toThrow("the bot stops");
    });

    test("runs beside thirty others", async () => {
      const all = Array.from({ length: 30 }, (_, at) =>
        host.run({ argv: ["printf", "%s", String(at)] }, signal),
      );
      expect((await Promise.all(all)).map(({ stdout }) => Number(stdout))).toEqual(all.map((_, at) => at));
    });
  });

  describe("readings", () => {
    const plain = Object.keys(readings).filter(
      (name) =>
        ![
          "bootOptions",
          "fileStatus",
          "kernelLog",
          "anonymousToken",
          "keyEnds",
          "kubeletJournal",
          "reaches",
          "sha256",
          "resolvedAddresses",
          "service",
          "tokenChallenge",
          "manifestStatusWith",
          "unit",
          "unitOutput",
          ...ofNodes,
        ].includes(name),
    ) as readonly "hostname"[];

    test.each(plain)("%s is understood", async (name) => {
      await host.read(name, signal);
    });

    test("tell which machine and which boot it is", async () => {
      expect(await host.read("machineId", signal)).toMatch(/^[0-9a-f]{32}$/);
      expect(await host.read("bootId", signal)).toMatch(/^[0-9a-f-]{36}$/);
      expect(await host.read("osRelease", signal)).toMatchObject({ id: "debian" });
      const { totalBytes, availableBytes } = await host.read("memory", signal);
      expect(totalBytes).toBeGreaterThan(availableBytes);
      const disks = await host.read("disks", signal);
      expect(disks.find(({ mount }) => mount === "/")?.availableBytes).toBeGreaterThan(0);
      expect(await host.read("listeningPorts", signal)).toContain(22);
      expect(Math.abs((await host.read("clock", signal)) - Date.now())).toBeLessThan(60_000);
    });

    test("tell what the machine has written down, as lines", async () => {
      expect(await host.read("kernelLog", signal, 5)).not.toContain("-- No entries --");
      expect(await host.read("kubeletJournal", signal, 5)).toBe("");
      expect(await host.read("service", signal, "kubelet")).toMatchObject({
        isThere: false,
        active: "inactive",
      });
    });

    test("a registry that nobody listens for says nothing of an image, nor of those after it", async () => {
      const of = (name: string) => `http://127.0.0.1:9/v2/${name}/manifests/v1.37.2`;
      const urls = [of("kube-apiserver"), of("kube-proxy")];
      expect(await host.read("manifestStatus", signal, ...urls)).toEqual([0]);
      expect(await host.read("tokenChallenge", signal, of("kube-proxy"))).toBeUndefined();
      expect(await host.read("anonymousToken", signal, "http://127.0.0.1:9/token")).toBeUndefined();
      expect(await host.read("manifestStatusWith", signal, "token", of("kube-proxy"))).toBe(0);
      expect(
        await host.read("repositoryKey", signal, "http://127.0.0.1:9/core:/stable:/v1.37/deb"),
      ).toBeUndefined();
    });

    test("of what is not there say so", async () => {
      expect(await host.read("kubeadmVersion", signal)).toBeUndefined();
      expect(await host.read("fileStatus", signal, "/etc/kubernetes/admin.conf")).toBeUndefined();
      expect(await host.read("leftovers", signal)).not.toContain("/etc/kubernetes/kubelet.conf");
      expect(await host.read("unit", signal, unitName("op-none", "none"))).toEqual({ state: "absent" });
    });
  });

  test("a secret is a file that only root reads, until it is removed", async () => {
    const path = secretPath(operation, "join.yaml");
    for (const secret of ["first, and longer than what comes after it", "abcdef.0123456789abcdef"]) {
      expect(await host.run({ argv: writeSecretArgv(path), stdin: secret }, signal)).toMatchObject({
        code: 0,
        stderr: "",
      });
    }
    expect(await host.read("fileStatus", signal, path)).toMatchObject({
      mode: "600",
      owner: "root",
      sizeBytes: 23,
    });
    expect(await host.run({ argv: ["cat", path] }, signal)).toMatchObject({ code: 1, stdout: "" });
    expect(await host.run({ argv: asRoot(["cat", path]) }, signal)).toMatchObject({
      stdout: "abcdef.0123456789abcdef",
    });
    for (let twice = 0; twice < 2; twice++) {
      expect(await host.run({ argv: removeSecretArgv(path) }, signal)).toMatchObject({ code: 0 });
    }
    expect(await host.read("fileStatus", signal, path)).toBeUndefined();
  });

  describe("a unit", () => {
    test("is started once, keeps how it ended and what it said, and is forgotten when it is collected", async () => {
      const unit = unitName(operation, "fails");
      const argv = ["sh", "-c", 'echo "begun $0"; sleep 1; echo "$1"; exit 3', "a b", "costs $5 $HOME 100%"];
      expect(await host.start({ unit, argv }, signal)).toBe("started");
      expect(await host.start({ unit, argv }, signal)).toBe("already there");
      expect(await host.read("unit", signal, unit)).toMatchObject({ state: "running" });
      await expect(host.collect(unit, signal)).rejects.toThrow(RefusedError);

      const { invocation, ...end } = await ended(unit);
      expect(end).toEqual({ state: "ended", code: 3, result: "exit-code" });
      expect(await host.start({ unit, argv }, signal)).toBe("already there");
      expect(await host.read("unitOutput", signal, unit, 50, invocation)).toBe(
        "begun a b\ncosts $5 $HOME 100%\n",
      );
      await host.collect(unit, signal);
      await host.collect(unit, signal);
      expect(await host.read("unit", signal, unit)).toEqual({ state: "absent" });
    });

    test("that succeeds is still there to be asked", async () => {
      const unit = unitName(operation, "succeeds");
      const argv = ["true"];
      await host.start({ unit, argv }, signal);
      expect(await ended(unit)).toMatchObject({ state: "ended", code: 0, result: "success" });
      await host.collect(unit, signal);
      expect(await host.read("unit", signal, unit)).toEqual({ state: "absent" });
    });

    test("of two that are started at once one runs", async () => {
      const unit = unitName(operation, "twice");
      const argv = ["sh", "-c", "echo once; sleep 1"];
      const answers = await Promise.all([
        host.start({ unit, argv }, signal),
        host.start({ unit, argv }, signal),
      ]);
      expect(answers.toSorted()).toEqual(["already there", "started"]);
      const { invocation } = await ended(unit);
      expect(await host.read("unitOutput", signal, unit, 50, invocation)).toBe("once\n");
      await host.collect(unit, signal);
    });

    test("goes on when the connection is cut, and is read again over the next", async () => {
      const unit = unitName(operation, "survives");
      const argv = ["sh", "-c", "echo one; sleep 1; echo two"];
      await host.start({ unit, argv }, signal);
      const waiting = host.run({ argv: ["sleep", "60"] }, never);
      await new Promise((resolve) => setImmediate(resolve));
      const outcome = expect(waiting).rejects.toThrow(UnreachableError);
      await host.run({ argv: ["true"] }, signal);
      await there.cut();
      await outcome;

      const { invocation, ...end } = await ended(unit);
      expect(end).toEqual({ state: "ended", code: 0, result: "success" });
      expect(await host.read("unitOutput", signal, unit, 50, invocation)).toBe("one\ntwo\n");
      await host.collect(unit, signal);
    });

    test("that fails leaves no file with its secret, and one that succeeds none once it is collected", async () => {
      const secretFile = secretPath(operation, "token.yaml");
      for (const [step, program] of [
        ["secret-lost", "false"],
        ["secret-kept", "true"],
      ] as const) {
        const unit = unitName(operation, step);
        await host.run({ argv: writeSecretArgv(secretFile), stdin: "abcdef.0123456789abcdef" }, signal);
        await host.start({ unit, argv: [program], secretFile }, signal);
        const { code } = await ended(unit);
        if (code === 0) await host.collect(unit, signal);
        expect(await host.read("fileStatus", signal, secretFile)).toBeUndefined();
        await host.collect(unit, signal);
      }
    });

    test("whose program is not there is not started", async () => {
      const unit = unitName(operation, "nothing");
      const start = host.start({ unit, argv: ["no-such-program"] }, signal);
      await expect(start).rejects.toThrow(StepError);
      await expect(start).rejects.toThrow("no-such-program");
    });
  });

  test("the key that it shows is the key that was pinned", async () => {
    const { name, address, port, hosts } = there;
    const pinned = (await hosts.list()).find((each) => each.name === name)?.pin;
    const shown = await hosts.shownKey({ name, address, port }, signal);
    expect(shown).toEqual({ type: pinned?.type, fingerprint: pinned?.fingerprint, key: pinned?.key });
    expect(shown.fingerprint).toMatch(/^SHA256:[\w+/]{43}$/);
  });

  /** A unit ends when it does; nothing tells of it over SSH. */
  async function ended(unit: string) {
    for (;;) {
      const state = await host.read("unit", signal, unit);
      if (state.state === "ended") return state;
    }
  }
}

/** Only a control plane that kubeadm has made can answer them. */
const ofNodes: readonly string[] = [
  "containerImages",
  "etcdMemberList",
  "etcdMembers",
  "etcdSnapshot",
  "images",
  "nodeContainers",
  "kubeadmCertificates",
  "servedCertificate",
  "staticPodContainers",
  "staticPodSandboxes",
];
