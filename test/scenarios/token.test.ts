// A machine's way in: a token asked for, approved by a second person, shown to the first alone, and ended.
import { createHash, X509Certificate } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { playgroundSettings } from "../../playground/settings.ts";
import type { Message } from "../../playground/slack/workspace.ts";
import { changes } from "./changes.ts";
import { type Conversation, givenConversation, textOf } from "./given.ts";

let chat: Conversation;
beforeAll(async () => {
  // Bob may do whatever Ann may, and more.
  const settings = playgroundSettings
    .replace("operator: [U0ANN]", "operator: [U0ANN, U0BOB]")
    .replace("admin: [U0ADA]", "admin: [U0BOB]");
  chat = await givenConversation({ settings });
});
afterAll(() => chat.close());

const whole = /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/;

test("a regenerated token is shown to whoever asked for it, and only at their click", async () => {
  const { propose, click, shows } = changes(chat);
  const card = await propose("/k8s regenerate token --ttl 30m --for pi-9");
  expect(textOf(card)).toContain("Machines join at 10.0.0.10:6443.");
  await click(card, "U0BOB", "Approve");
  const report = await shows(card, "✅ Create a bootstrap token for pi-9 on home is done");
  expect(textOf(report)).toMatch(/Token [a-z0-9]{6} is good for 30 min, and cluster-info is signed with it/);
  expect(chat.workspace.transcript({ channel: "C0OPS" })).not.toMatch(whole);

  await click(card, "U0BOB", "Show the join command");
  expect(textOf(await chat.workspace.next(() => noteTo("U0BOB")))).toContain(", who asked for op-");
  await click(card, "U0ANN", "Show the join command");
  const secret = await chat.workspace.next(() => noteTo("U0ANN"));
  const [token = ""] = whole.exec(textOf(secret)) ?? [];
  expect(textOf(secret)).toContain(
    `kubeadm join 10.0.0.10:6443 --token ${token} --discovery-token-ca-cert-hash ${pin()}`,
  );
  expect(secret.text).not.toMatch(whole);
  expect(chat.workspace.transcript({ channel: "C0OPS", as: "U0BOB" })).not.toContain(token);
  expect(stored(token.slice(0, 6))).toBe(token.slice(7));

  const list = await chat.ask("/k8s tokens");
  expect(textOf(list)).toContain("leave it alone");
  expect(textOf(list)).not.toContain(token.slice(7));
  expect(textOf(await chat.ask("/k8s audit list", { as: "U0BOB" }))).toContain("revealed");

  const revoke = await propose(`/k8s token revoke ${token.slice(0, 6)}`);
  await click(revoke, "U0BOB", "Approve");
  await shows(revoke, "is done");
  expect(stored(token.slice(0, 6))).toBeUndefined();
});

test.each([
  ["/k8s token show k7w2ma", "Wheelhouse did not make the token k7w2ma"],
  ["/k8s token show aaaaaa", "There is no token of aaaaaa"],
  ["/k8s token create --ttl 0", "never expires"],
  ["/k8s token create --ttl 48h", "24 h at most"],
])("%s is refused", async (line, why) => {
  const refusal = await chat.ask(line);
  expect(refusal.ephemeral).toBe("U0ANN");
  expect(textOf(refusal)).toContain(why);
});

function noteTo(as: string): Message | undefined {
  return chat.workspace.visible({ as, channel: "C0OPS" }).findLast(({ ephemeral }) => ephemeral === as);
}

function stored(id: string): string | undefined {
  const secret = chat.cluster.store.get("secrets", "kube-system", `bootstrap-token-${id}`);
  const data = secret?.data as Record<string, string> | undefined;
  return data && Buffer.from(data["token-secret"] ?? "", "base64").toString();
}

function pin(): string {
  const map = chat.cluster.store.get("configmaps", "kube-public", "kube-root-ca.crt");
  const data = (map?.data ?? {}) as Record<string, string>;
  const { publicKey } = new X509Certificate(data["ca.crt"] ?? "");
  const der = publicKey.export({ type: "spki", format: "der" });
  return `sha256:${createHash("sha256").update(der).digest("hex")}`;
}
