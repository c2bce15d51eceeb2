// Whom Wheelhouse trusts: a machine's key is seen, approved by somebody else, and from then on the only one that is let in.
import { afterEach, beforeEach, expect, test } from "vitest";
import { newKey, type SimulatedHost, startHost } from "../../playground/hosts/host.ts";
import { access } from "../../playground/settings.ts";
import { botKey, keyFile } from "../hosts/given.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let machine: SimulatedHost;
let chat: Conversation;

beforeEach(async () => {
  machine = await startHost({ name: "pi-4", authorizedKeys: [botKey.public] });
  const { address, port } = machine;
  chat = await givenConversation({
    settings: `
slack: { mode: socket }
clusters:
  home:
    kubeconfig: $KUBECONFIG
    channels: { approvals: C0OPS }
    ssh: { user: ops, identityFile: ${keyFile(botKey.private)} }
    hosts:
      pi-4: { address: ${address}, port: ${port} }
${access}`,
  });
});
afterEach(async () => {
  await chat.close();
  await machine.close();
});

/** Another machine answers where the first one was. */
async function replaceMachine(): Promise<void> {
  const { port } = machine;
  await machine.close();
  machine = await startHost({
    name: "stranger",
    authorizedKeys: [botKey.public],
    hostKey: newKey().private,
    port,
  });
}

test("a key is shown, approved by somebody else, and from then on the only one that is let in", async () => {
  const { propose, click, shows } = changes(chat);
  const unknown = textOf(await chat.ask("/k8s host show pi-4"));
  const [fingerprint = "none"] = /SHA256:[\w+/]{43}/.exec(unknown) ?? [];
  expect(unknown).toContain("The key of pi-4 is not approved, so it is not logged in to");

  const card = await propose("/k8s host add pi-4");
  expect(textOf(card)).toContain(`ops@127.0.0.1:${machine.port} shows ${fingerprint} (ssh-ed25519) now`);
  expect(textOf(card)).toContain("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub");
  expect(textOf(card)).toContain(`wheelhouse: pin ssh-ed25519 ${fingerprint} for pi-4`);
  expect(machine.machine.ran).toEqual([]);
  await click(card, "U0BOB", "Approve");
  await shows(card, `${fingerprint} is pinned for pi-4.`);

  // What the operation still says comes to its own channel.
  expect(textOf(await chat.ask("/k8s host show pi-4", { channel: "C0ALERTS" }))).toContain(
    "pi-4 answers as pi-4",
  );

  await replaceMachine();
  for (const line of ["host show pi-4", "host add pi-4"]) {
    const refused = textOf(await chat.ask(`/k8s ${line}`));
    expect(refused).toContain("shows another key than the one that was approved");
    expect(refused).toContain(`Approved: ${fingerprint} (ssh-ed25519). Now: SHA256:`);
  }
  expect(machine.machine.ran).toEqual([]);

  const forgetting = await propose("/k8s host forget pi-4");
  await click(forgetting, "U0BOB", "Approve");
  await shows(forgetting, `${fingerprint} is not pinned for pi-4 any more.`);
  expect(textOf(await chat.ask("/k8s host show pi-4"))).toContain("The key of pi-4 is not approved");
});

test("a key that changed between asking and approving is not approved", async () => {
  const { propose, click, shows } = changes(chat);
  const card = await propose("/k8s host add pi-4");
  const [fingerprint = "none"] = /SHA256:[\w+/]{43}/.exec(textOf(card)) ?? [];
  await replaceMachine();
  await click(card, "U0BOB", "Approve");
  await shows(card, `Its fingerprint was ${fingerprint}, and is SHA256:`);
  expect(textOf(await chat.ask("/k8s host show pi-4"))).toContain("The key of pi-4 is not approved");
  expect(machine.machine.ran).toEqual([]);
});
