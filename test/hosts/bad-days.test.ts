// Hosts on their worst days: what the person hears, and that nothing hangs, nothing leaks and nobody is believed.
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { RefusedError, SilentError, UnreachableError } from "#src/base/errors.ts";
import { asRoot } from "#src/hosts/quote.ts";
import { newKey, startHost } from "../../playground/hosts/host.ts";
import { botKey, forgetKey, givenHost, keyFile, pinShown, reach } from "./given.ts";

const { signal } = new AbortController();

test("a host that does not know the bot's key says which user it refuses", async () => {
  const { host } = await givenHost({ authorizedKeys: [newKey().public] });
  const asked = host.read("hostname", signal);
  await expect(asked).rejects.toThrow(UnreachableError);
  await expect(asked).rejects.toThrow(/^pi-4 \(127\.0\.0\.1:\d+\) does not let ops in with the key/);
});

test.each([
  ["is damaged", "-----BEGIN OPENSSH PRIVATE KEY-----\nnothing\n-----END OPENSSH PRIVATE KEY-----\n"],
  ["is none", "hello"],
])("a private key that %s is told as such, and never said", async (_, key) => {
  const { simulated } = await givenHost();
  const { hosts } = await reach({ "pi-4": simulated }, { ssh: { identityFile: keyFile(key) } });
  await pinShown(hosts, "pi-4", simulated).catch(() => {});
  const asked = (await hosts.host("pi-4")).read("hostname", signal);
  await expect(asked).rejects.toThrow("The private key for pi-4 cannot be used");
});

test("a private key that cannot be read is named by its path", async () => {
  const { simulated } = await givenHost();
  const { hosts } = await reach({ "pi-4": simulated }, { ssh: { identityFile: "/nowhere/id" } });
  await expect((await hosts.host("pi-4")).read("hostname", signal)).rejects.toThrow(
    "The key /nowhere/id for pi-4 cannot be read.",
  );
});

test("a host whose key nobody has approved is not logged in to, and its key is shown to be compared", async () => {
  const { host, hosts, simulated } = await givenHost({ isPinned: false });
  const shown = await hosts.shownKey({ name: "pi-4", ...simulated }, signal);
  const asked = host.read("hostname", signal);
  await expect(asked).rejects.toThrow(RefusedError);
  await expect(asked).rejects.toThrow(`${shown.fingerprint} (ssh-ed25519)`);
  await expect(asked).rejects.toMatchObject({ hint: "host add pi-4" });
  expect(simulated.machine.ran).toEqual([]);
});

test("another machine at yesterday's address is refused, and nothing is sent to it", async () => {
  const { host, hosts, simulated } = await givenHost();
  await host.read("hostname", signal);
  const [before] = await hosts.list();
  await simulated.close();
  const stranger = await startHost({
    name: "printer",
    authorizedKeys: [botKey.public],
    port: simulated.port,
  });
  onTestFinished(() => stranger.close());

  const asked = host.read("hostname", signal);
  await expect(asked).rejects.toThrow(RefusedError);
  await expect(asked).rejects.toThrow("shows another key than the one that was approved");
  await expect(asked).rejects.toThrow(before?.pin?.fingerprint);
  await expect(host.run({ argv: ["cat"], stdin: "a secret" }, signal)).rejects.toThrow(RefusedError);
  expect(stranger.machine.ran).toEqual([]);

  await forgetKey(hosts, "pi-4");
  await pinShown(hosts, "pi-4", stranger);
  expect(await (await hosts.host("pi-4")).read("hostname", signal)).toBe("printer");
});

test("a key is not replaced by pinning another one", async () => {
  const { hosts, simulated } = await givenHost();
  const stranger = await startHost({ name: "printer", authorizedKeys: [botKey.public] });
  onTestFinished(() => stranger.close());
  await expect(pinShown(hosts, "pi-4", { ...simulated, port: stranger.port })).rejects.toThrow(
    "Another key is pinned for pi-4.",
  );
});

test("sudo that asks for a password is an answer in words, not a hang", async () => {
  const { host, simulated } = await givenHost();
  simulated.machine.faults.sudoAsks = true;
  const asked = host.run({ argv: asRoot(["true"]) }, signal);
  await expect(asked).rejects.toThrow(RefusedError);
  await expect(asked).rejects.toThrow(/does not let ops use sudo without a password.*NOPASSWD/);
  await expect(host.read("leftovers", signal)).rejects.toThrow("sudo without a password");
});

test("a host that accepts and never answers is given up after its time", async () => {
  const { host, simulated } = await givenHost({ limits: { connectMs: 200 } });
  simulated.machine.faults.mute = true;
  await expect(host.read("hostname", signal)).rejects.toThrow(
    /^pi-4 .* accepted the connection and then said nothing\.$/,
  );
});

test("a host where nothing listens is told from one that is off", async () => {
  const { host, simulated } = await givenHost();
  await simulated.close();
  await expect(host.read("hostname", signal)).rejects.toThrow("is there, but nothing listens for SSH");
});

test("a link that freezes is noticed by what does not come back, and the next question finds a new one", async () => {
  const { host, simulated } = await givenHost({ limits: { keepaliveMs: 400 } });
  await host.read("hostname", signal);
  simulated.freeze();
  await expect(host.run({ argv: ["true"] }, signal)).rejects.toThrow(/nobody knows how it ended|did not run/);
  expect(await host.read("hostname", signal)).toBe("pi-4");
  expect(simulated.connections()).toBe(3);
});

test("a command whose connection is cut midway has not succeeded, and the next one is answered", async () => {
  const { host, simulated } = await givenHost();
  simulated.machine.programs.set("half", async () => {
    simulated.cut();
    return 0;
  });
  const asked = host.run({ argv: ["half"] }, signal);
  await expect(asked).rejects.toThrow(UnreachableError);
  await expect(asked).rejects.toThrow("nobody knows how it ended");
  expect(await host.read("hostname", signal)).toBe("pi-4");
});

test("a missing exit code is no success", async () => {
  const { host, simulated } = await givenHost();
  simulated.machine.faults.noExitCode = true;
  await expect(host.run({ argv: ["true"] }, signal)).rejects.toThrow(UnreachableError);
});

test("a gigabyte of output ends a reading at once", async () => {
  const { host, simulated } = await givenHost();
  simulated.machine.programs.set("hostname", async ({ out, signal: told }) => {
    const piece = Buffer.alloc(1024 * 1024, "x");
    for (let sent = 0; sent < 1024 && !told.aborted; sent++) await out(piece);
    return told.aborted ? 141 : 0;
  });
  const began = process.memoryUsage().rss;
  await expect(host.read("hostname", signal)).rejects.toThrow(
    "it said more than a program of this name does",
  );
  expect(process.memoryUsage().rss - began).toBeLessThan(300 * 1024 * 1024);
});

test("a hostile banner, hostname and profile reach nobody as more than text", async () => {
  const evil = "pi\u001b[2J\u202e<!channel>\r\nroot";
  const { host, simulated } = await givenHost({ name: evil });
  simulated.machine.faults.banner = `${"\u001b]0;owned\u0007".repeat(200)}\r\n`;
  simulated.machine.faults.profilePrints = "Linux 6.1\nYou have mail.\n".repeat(2_000);
  expect(await host.read("hostname", signal)).toBe("pi<!channel> root");
  expect(await host.run({ argv: ["printf", "%s", "mine"] }, signal)).toMatchObject({
    stdout: "mine",
    stderr: "",
  });
});

test.each([
  "echo This account is currently not available.; exit 1",
  "echo Please login as the user pi; sleep 0",
])("an account that runs something else is told by what it says: %s", async (forcedCommand) => {
  const { host, simulated } = await givenHost();
  simulated.machine.faults.forcedCommand = forcedCommand;
  const asked = host.run({ argv: ["true"] }, signal);
  await expect(asked).rejects.toThrow(
    /does not run what Wheelhouse sends.*It says: (This account|Please login)/,
  );
});

test("one connection is shared, with ten channels at most", async () => {
  const { host, simulated } = await givenHost();
  await Promise.all(Array.from({ length: 40 }, () => host.run({ argv: ["sleep", "0.02"] }, signal)));
  expect(simulated.mostChannels()).toBe(10);
  // One more was made to see the key.
  expect(simulated.connections()).toBe(2);
});

test("whoever gives up while waiting for a channel takes none", async () => {
  const { host } = await givenHost({ limits: { channels: 1 } });
  const stopping = new AbortController();
  const first = host.run({ argv: ["sleep", "0.05"] }, signal);
  const second = host.run({ argv: ["true"] }, stopping.signal);
  stopping.abort(new Error("enough"));
  await expect(second).rejects.toThrow("enough");
  expect(await first).toMatchObject({ code: 0 });
  expect(await host.run({ argv: ["true"] }, signal)).toMatchObject({ code: 0 });
});

test("what is given to a program's input is in nothing that is recorded", async () => {
  const { host, sent, simulated } = await givenHost();
  await host.run({ argv: ["cat"], stdin: "abcdef.0123456789abcdef" }, signal);
  await expect(host.run({ argv: ["false"] }, signal)).resolves.toMatchObject({ code: 1 });
  expect(sent.map(({ argv, code }) => ({ argv, code }))).toEqual([
    { argv: ["cat"], code: 0 },
    { argv: ["false"], code: 1 },
  ]);
  expect(JSON.stringify([sent, simulated.machine.ran, simulated.machine.journal.all()])).not.toContain(
    "0123456789",
  );
});

test("a host behind a jump host is reached through it, and both keys count", async () => {
  const bastion = await startHost({ name: "bastion", authorizedKeys: [botKey.public] });
  onTestFinished(() => bastion.close());
  const inside = await startHost({ name: "pi-4", authorizedKeys: [botKey.public] });
  onTestFinished(() => inside.close());
  const { hosts } = await reach({ bastion, "pi-4": inside }, { ssh: { jump: "bastion" } });

  await expect(pinShown(hosts, "pi-4", inside)).rejects.toThrow(/^The key of bastion .* is not known/);
  await pinShown(hosts, "bastion", bastion);
  await pinShown(hosts, "pi-4", inside);
  expect(await (await hosts.host("pi-4")).read("hostname", signal)).toBe("pi-4");
  expect(bastion.connections()).toBeGreaterThan(1);

  bastion.machine.faults.forwardsNothing = true;
  inside.cut();
  await expect((await hosts.host("pi-4")).read("hostname", signal)).rejects.toThrow(
    "pi-4 cannot be reached through bastion",
  );
});

test("a jump host without a sign of life says nothing of the machine behind it", async () => {
  let isOff = false;
  const bastion = await startHost({
    name: "bastion",
    authorizedKeys: [botKey.public],
    isOff: () => isOff,
  });
  onTestFinished(() => bastion.close());
  const inside = await startHost({ name: "pi-4", authorizedKeys: [botKey.public] });
  onTestFinished(() => inside.close());
  const { hosts } = await reach({ bastion, "pi-4": inside }, { ssh: { jump: "bastion" } });
  await pinShown(hosts, "bastion", bastion);
  await pinShown(hosts, "pi-4", inside);

  isOff = true;
  const error = await (await hosts.host("pi-4")).read("hostname", signal).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnreachableError);
  expect(error).not.toBeInstanceOf(SilentError);
});

test("a port that speaks no SSH is told in words", async () => {
  const web = createServer((socket) => socket.on("error", () => {}).end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void web.close());
  const { port } = web.address() as { port: number };
  const { hosts } = await givenHost();
  await expect(hosts.shownKey({ name: "web", address: "127.0.0.1", port }, signal)).rejects.toThrow(
    UnreachableError,
  );
});
