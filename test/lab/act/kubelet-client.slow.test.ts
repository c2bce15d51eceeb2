// A worker's machine was off until its kubelet's client certificate had ended: named, and let in again from Slack by two people.
import { afterAll, beforeAll, expect, test } from "vitest";
import { expireWorker } from "../cluster/certificates.ts";
import { kubectl } from "../cluster/kubectl.ts";
import { onHost } from "../cluster/on-host.ts";
import { waitUntilReady } from "../cluster/ready.ts";
import type { Conversation } from "../end-to-end/conversation.ts";
import { givenConversation } from "../end-to-end/given.ts";
import { changes } from "./changes.ts";

const timeout = 900_000;
const client = "/var/lib/kubelet/pki/kubelet-client-current.pem";

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
  await changes(chat).trust("worker1");
});
afterAll(() => chat?.close());

test("its kubelet does not start, cert list names it, and it is let in again with the bot killed midway", {
  timeout,
}, async () => {
  await expireWorker("worker1", "cp1", new Date("2026-01-01T00:00:00Z"));
  await kubectl(["wait", "node/worker1", "--for=condition=Ready=Unknown", "--timeout=180s"]);
  expect(await chat.ask("cert list")).toMatch(/kubelet client +worker1 +2026-01-01 +ended/);

  const { propose, approve, shows, isIntact } = changes(chat);
  const recovery = await propose("cert recover worker1");
  await approve(recovery);
  await chat.killBot();
  const found = await shows(recovery, / is (interrupted|succeeded)/);
  if (/ is interrupted/.test(found)) await chat.ask(`resume ${recovery}`, "U0BOB");
  expect(await shows(recovery, / is (succeeded|failed)/)).toMatch(/has a client certificate until 20\d\d/);

  await waitUntilReady();
  const end = await onHost("worker1", "reading the new one", `openssl x509 -noout -enddate -in ${client}`);
  expect(Date.parse(end.replace("notAfter=", ""))).toBeGreaterThan(Date.now());
  const left = "find /run/wheelhouse /etc/kubernetes/bootstrap-kubelet.conf ! -type d 2>/dev/null || true";
  expect((await onHost("worker1", "looking for what is left", left)).trim()).toBe("");
  const conf = await onHost("worker1", "reading kubelet.conf", "grep client- /etc/kubernetes/kubelet.conf");
  expect(conf.match(/kubelet-client-current\.pem/g)).toHaveLength(2);
  await isIntact();
});
