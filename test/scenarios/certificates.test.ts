// Every certificate has ended and the API server is dead: seen, asked for, approved by somebody else, and the cluster is back.
import { afterAll, beforeAll, expect, test } from "vitest";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
  await chat.ask("/k8s status");
  await chat.scenarios.toggle("certificates-expired");
});
afterAll(() => chat.close());

test("with the API server dead they are listed, with what is not served and who was not seen", async () => {
  const list = textOf(await chat.ask("/k8s certs"));
  expect(list).toMatch(
    /home: the certificate [\w.-]+ on cp1 ended on \d{4}-\d\d-\d\d, 8 d ago; 1 host not seen/,
  );
  expect(list).toContain("nothing answers");
  expect(list).toContain("pi-4: The key of pi-4 is not approved");
});

test("renewed from chat by two people, over SSH alone", async () => {
  const { propose, click, shows, callsOf } = changes(chat);
  const card = await propose("/k8s renew certs");
  expect(textOf(card)).toContain("Renew the certificates of cp1");
  expect(textOf(card)).toMatch(/11 certificates of cp1: .* ended 8 d ago/);
  const calls = await callsOf(card);
  expect(calls).toContain("cp1: sudo -n -- kubeadm certs renew all");
  expect(calls).toContain("cp1: sudo -n -- crictl rmp '<sandbox of kube-apiserver>'");
  await click(card, "U0BOB", "Approve");
  await shows(card, "✅ Renew the certificates of cp1 on home is done");

  // It was seen over SSH that the API server is back; the bot's own connection is tried again in seconds.
  await expect.poll(async () => textOf(await chat.ask("/k8s status"))).not.toContain("cannot reach");
  await chat.ask("/k8s cert list");
  // The operation's report and the incident that is over may be told in between.
  const said = () => chat.workspace.visible({ as: "U0ANN", channel: "C0OPS" }).map(textOf);
  const list = await chat.workspace.next(() =>
    said().find((text) => text.includes("the first certificate to end is")),
  );
  expect(list).not.toContain("restart it");
});
