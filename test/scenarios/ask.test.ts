// People ask, in all the ways Slack offers, and the bot answers those who may.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Conversation, givenConversation, lastFromBot, textOf } from "./given.ts";

let chat: Conversation;
beforeAll(async () => {
  chat = await givenConversation();
});
afterAll(() => chat.close());

test("a slash command is answered in the channel, verdict first", async () => {
  const answer = await chat.ask("/k8s status");
  expect(answer.text).toBe("🟢 home is healthy: 3 of 3 nodes ready, 19 of 19 pods well");
  expect(answer.ephemeral).toBeUndefined();
  expect(textOf(answer)).toContain("pi-1");
});

test("a mention is answered in its thread", async () => {
  const { ts } = await chat.workspace.say({
    as: "U0ANN",
    channel: "C0GENERAL",
    text: "@wheelhouse list nodes",
  });
  const answer = await chat.workspace.next(() =>
    chat.workspace.visible({ as: "U0BOB", channel: "C0GENERAL" }).find((each) => each.thread_ts === ts),
  );
  expect(answer.text).toContain("3 of 3 nodes ready");
});

test("a mention inside a thread is answered in that thread", async () => {
  const { ts } = await chat.workspace.say({
    as: "U0BOB",
    channel: "C0GENERAL",
    text: "is the Pi all right?",
  });
  const answer = await chat.ask("@wheelhouse node show pi-1", {
    channel: "C0GENERAL",
    ...(ts ? { thread_ts: ts } : {}),
  });
  expect(answer.thread_ts).toBe(ts);
  expect(answer.text).toContain("pi-1 on home: Ready");
});

test("a direct message is answered in place", async () => {
  const answer = await chat.ask("pods kube-system", { channel: "D0ANN" });
  expect(answer.text).toContain("kube-system");
  expect(answer.thread_ts).toBeUndefined();
});

test.each([
  ["a guest", "U0GUS"],
  ["a single-channel guest", "U0SUE"],
  ["somebody from another workspace", "U0STELLA"],
])("%s gets nothing", async (_who, as) => {
  const before = chat.workspace.calls.length;
  await chat.workspace.deliver(mention(as, `Ev-${as}`));
  await chat.workspace.settled({ quietMs: 200 });
  const said = chat.workspace.calls
    .slice(before)
    .filter(({ method }) => /^(chat|views|files)\./.test(method));
  expect(said).toEqual([]);
});

test("a member without a role is told, alone, which one is missing", async () => {
  const refusal = await chat.ask("/k8s status", { as: "U0NED" });
  expect(refusal.ephemeral).toBe("U0NED");
  expect(textOf(refusal)).toContain("status needs the role viewer, and you have no role.");
  expect(textOf(refusal)).toContain("access.viewer");
});

test("a mistake is shown to the person only, with what was meant", async () => {
  const note = await chat.ask("/k8s stauts");
  expect(note.ephemeral).toBe("U0ANN");
  expect(textOf(note)).toContain("Did you mean `status`?");
});

test("a mistake in a mention is shown to the person only, in the thread", async () => {
  await chat.ask("@wheelhouse nonsense please", { channel: "C0GENERAL" });
  const note = lastFromBot(chat.workspace, "U0ANN", "C0GENERAL");
  expect(note.ephemeral).toBe("U0ANN");
});

test("a missing argument opens a form with a menu, and the form takes the same road as typing", async () => {
  const { workspace } = chat;
  await chat.when(() => workspace.say({ as: "U0ANN", channel: "C0OPS", text: "/k8s node show" }));
  const [modal] = workspace.modals({ as: "U0ANN" });
  expect(workspace.viewText(modal)).toContain("node show");

  const offered = await workspace.suggest({
    as: "U0ANN",
    where: { view_id: modal?.id ?? "" },
    action_id: "pick.node",
    text: "PI",
  });
  expect(offered.map(({ value }) => value)).toEqual(["pi-1"]);

  await chat.when(() => workspace.submit({ as: "U0ANN", values: { node: offered[0] } }));
  expect(lastFromBot(workspace, "U0ANN", "C0OPS").text).toContain("pi-1 on home: Ready");
});

test("where no form can be opened, a button opens it", async () => {
  const { workspace } = chat;
  const note = await chat.ask("@wheelhouse pod logs", { channel: "C0GENERAL" });
  expect(note.ephemeral).toBe("U0ANN");
  await chat.when(() =>
    workspace.click({ as: "U0ANN", where: { channel: "C0GENERAL", ts: note.ts }, label: "Fill in…" }),
  );
  const [modal] = workspace.modals({ as: "U0ANN" });
  expect(workspace.viewText(modal)).toContain("pod logs");
  await workspace.closeModal({ as: "U0ANN" });
});

test("a name that fits several pods offers the menu", async () => {
  const note = await chat.ask("/k8s logs coredns");
  expect(textOf(note)).toContain("coredns could be 2 pods.");
  await chat.when(() =>
    chat.workspace.click({ as: "U0ANN", where: { channel: "C0OPS", ts: note.ts }, label: "Choose a pod" }),
  );
  const [modal] = chat.workspace.modals({ as: "U0ANN" });
  const offered = await chat.workspace.suggest({
    as: "U0ANN",
    where: { view_id: modal?.id ?? "" },
    action_id: "pick.pod",
    text: "coredns",
  });
  expect(offered).toHaveLength(2);
  await chat.workspace.closeModal({ as: "U0ANN" });
});

test("Refresh redraws the message, Details answers below it", async () => {
  const { workspace } = chat;
  const answer = await chat.ask("/k8s status", { channel: "C0ALERTS" });
  const where = { channel: "C0ALERTS", ts: answer.ts };
  await chat.when(() => workspace.click({ as: "U0VIC", where, label: "Refresh" }));
  const redrawn = workspace
    .visible({ as: "U0ANN", channel: "C0ALERTS" })
    .filter(({ ts }) => ts === answer.ts);
  expect(redrawn).toMatchObject([{ edited: true }]);
  expect(textOf(redrawn[0] ?? answer)).toContain("<@U0VIC>");

  await chat.when(() => workspace.click({ as: "U0BOB", where, label: "Details" }));
  const details = lastFromBot(workspace, "U0ANN", "C0ALERTS");
  expect(details.thread_ts).toBe(answer.ts);
  expect(textOf(details)).toContain("Ready=True");
});

test("a click takes the same road as typing: without a role it is refused", async () => {
  const { workspace } = chat;
  const answer = await chat.ask("/k8s status", { channel: "C0ALERTS" });
  await chat.when(() =>
    workspace.click({ as: "U0NED", where: { channel: "C0ALERTS", ts: answer.ts }, label: "Refresh" }),
  );
  const refusal = lastFromBot(workspace, "U0NED", "C0ALERTS");
  expect(refusal).toMatchObject({ ephemeral: "U0NED" });
  expect(textOf(refusal)).toContain("you have no role");
});

test("the Home tab shows every cluster's verdict and the person's rights", async () => {
  await chat.when(() => chat.workspace.openHome({ as: "U0BOB" }));
  const home = chat.workspace.viewText(chat.workspace.home({ as: "U0BOB" }));
  expect(home).toContain("home is healthy");
  expect(home).toContain("You are approver and viewer.");
});

test("a button of the Home tab answers in a direct message", async () => {
  await chat.when(() => chat.workspace.openHome({ as: "U0BOB" }));
  await chat.when(() =>
    chat.workspace.click({ as: "U0BOB", where: { home: true }, label: "Status of home" }),
  );
  expect(lastFromBot(chat.workspace, "U0BOB", "D0BOB").text).toContain("home is healthy");
});

test("a member without a role sees no cluster on the Home tab", async () => {
  await chat.when(() => chat.workspace.openHome({ as: "U0NED" }));
  const home = chat.workspace.viewText(chat.workspace.home({ as: "U0NED" }));
  expect(home).toContain("You have no role here.");
  expect(home).not.toContain("healthy");
});

test("nothing is answered in a channel shared with people outside", async () => {
  const note = await chat.ask("/k8s status", { channel: "C0PARTNER" });
  expect(note.ephemeral).toBe("U0ANN");
  expect(textOf(note)).toContain("shared with people outside");
});

test("where the bot is no member, only the person who asked sees the answer", async () => {
  const answer = await chat.ask("/k8s status", { channel: "C0SECRET" });
  expect(answer).toMatchObject({ ephemeral: "U0ANN", text: expect.stringContaining("home is healthy") });
});

test("a long log comes as a file in the thread", async () => {
  const { cluster, workspace } = chat;
  const pod = podNamed("jellyfin");
  const lines = Array.from({ length: 150 }, (_, n) => `line ${n} of a rather long log`).join("\n");
  cluster.setLog("media", pod, "jellyfin", lines);
  const answer = await chat.ask(`/k8s logs media/${pod}`, { channel: "C0ALERTS" });
  const root = workspace
    .visible({ as: "U0ANN", channel: "C0ALERTS" })
    .findLast(({ text }) => text.includes(pod));
  const withFile = await workspace.next(() =>
    workspace.visible({ as: "U0ANN", channel: "C0ALERTS" }).find(({ files }) => files?.length),
  );
  expect(withFile.thread_ts ?? answer.thread_ts).toBe(root?.thread_ts ?? root?.ts);
  expect(workspace.file(withFile.files?.[0] ?? "")).toContain("line 149");
});

test("--help explains one command to the person only", async () => {
  const note = await chat.ask("/k8s pod logs --help");
  expect(note.ephemeral).toBe("U0ANN");
  expect(textOf(note)).toContain("Usage: /k8s pod logs <pod> [container]");
});

function podNamed(prefix: string): string {
  const pods = chat.cluster.store.list("pods") as unknown as { metadata: { name: string } }[];
  return pods.find(({ metadata }) => metadata.name.startsWith(prefix))?.metadata.name ?? "";
}

function mention(user: string, id: string) {
  const event = {
    type: "app_mention",
    user,
    text: "<@U0WHEEL> status",
    channel: "C0OPS",
    ts: "1.0",
    event_ts: "1.0",
  };
  return {
    token: "t",
    team_id: "T0HOME",
    api_app_id: "A0WHEEL",
    type: "event_callback",
    event_id: id,
    event_time: 1,
    event,
    authorizations: [{ team_id: "T0HOME", user_id: "U0WHEEL", is_bot: true }],
  };
}
