// What a typed or clicked line comes to, with a real store and engine between a fake chat and a fake cluster.
import { expect, test } from "vitest";
import type { Actor } from "#src/base/actor.ts";
import type { Audience } from "#src/slack/chat.ts";
import { givenCluster, givenNode } from "../given.ts";
import { ann, bob, givenBot as given } from "../given-bot.ts";

test("a destructive change asks for its target's name in a form, and takes nothing else for it", async () => {
  const { say, forms, notes, state } = await given();
  const id = await say.propose("node wipe worker-1");
  await say(bob, `approve ${id}`, { clicked: "1.0" });
  expect(forms.at(-1)).toMatchObject({
    command: `approve ${id}`,
    decides: true,
    fields: [{ name: "target" }],
  });
  expect(await state(id)).toBe("proposed");
  await say(bob, `approve ${id} --target=worker-2`);
  expect(notes.at(-1)?.message).toContain("worker-2");
  expect(await state(id)).toBe("proposed");
  await say(bob, `approve ${id} --target=worker-1`);
  expect(await state(id)).not.toBe("proposed");
});

test("alone, the requester approves by typing the target's name, and it starts after a pause", async () => {
  const { say, forms, state, clock } = await given({
    solo: true,
    access: { operator: [ann], approver: [ann] },
  });
  const id = await say.propose("node touch worker-1");
  await say(ann, `approve ${id}`, { clicked: "1.0" });
  expect(forms.at(-1)?.fields.map(({ name }) => name)).toEqual(["target"]);
  await say(ann, `approve ${id} --target worker-1`);
  expect(await state(id)).toBe("proposed");
  await clock.advance(10_000);
  await clock.advance(5_000);
  expect(await state(id)).toBe("succeeded");
});

test("who may is asked of Slack at the click, not taken from memory", async () => {
  const { say, notes, state, people, asked } = await given();
  const id = await say.propose("node touch worker-1");
  people.set(bob, { id: bob, standing: "member", groups: [] });
  await say(bob, `approve ${id}`, { clicked: "1.0" });
  expect(asked).toContainEqual([bob, "fresh"]);
  expect(notes.at(-1)?.message).toContain("needs the role approver");
  expect(await state(id)).toBe("proposed");
});

test.each(["approve", "deny", "cancel", "stop", "resume", "abandon"])(
  "to %s, a right and a wrong id sound the same to a member without a role, and the audit knows both",
  async (verb) => {
    const { say, notes, shown, forms, store } = await given();
    const id = await say.propose("node touch worker-1");
    shown.length = 0;
    for (const each of [id, `${id} --cluster=work`, "op-zzzzzz"]) await say("U0VIC", `${verb} ${each}`);
    expect(notes.map(({ message }) => message)).toEqual(
      Array(3).fill(
        expect.stringMatching(new RegExp(`^${verb} needs the role \\w+, and you have no role\\.$`)),
      ),
    );
    expect([shown, forms]).toEqual([[], []]);
    const rows = (await Array.fromAsync(store.audit())).filter(({ event }) => event === "refused");
    expect(rows.map(({ by, operation, details }) => [by, operation, details.asked])).toEqual([
      ["U0VIC", id, undefined],
      ["U0VIC", id, undefined],
      ["U0VIC", undefined, "op-zzzzzz"],
    ]);
  },
);

test("a member without a role is not asked which operation", async () => {
  const { say, notes, forms } = await given();
  await say("U0VIC", "approve");
  expect(notes.at(-1)?.message).toContain("needs the role approver");
  expect(forms).toEqual([]);
});

test("whoever is no member any more hears nothing of an operation", async () => {
  const { say, notes, people, state } = await given();
  const id = await say.propose("node touch worker-1");
  people.set(bob, { id: bob, standing: "outsider", groups: ["S0SRE"] });
  await say(bob, `approve ${id}`);
  expect(notes.at(-1)?.message).toBe("Decisions are for full members of this workspace.");
  expect(await state(id)).toBe("proposed");
});

test("whoever approved earlier must still be allowed to when the last approval comes", async () => {
  const { say, shown, state, people, runs, operations } = await given({ approvals: 2 });
  const id = await say.propose("node touch worker-1");
  const [carol, dan] = ["U0CAROL", "U0DAN"] as const;
  for (const each of [carol, dan]) people.set(each, { id: each, standing: "member", groups: ["S0SRE"] });
  await say(carol, `approve ${id}`);
  people.set(carol, { id: carol, standing: "member", groups: [] });
  await say(dan, `approve ${id}`);
  expect(await state(id)).toBe("stale");
  expect((await operations.find(id)).ending?.words).toContain(`<@${carol}>`);
  expect(shown.at(-1)).toEqual([id, "stale", undefined]);
  expect(runs).toEqual([]);
});

test("a line that names another cluster than the operation's decides nothing", async () => {
  const { say, notes, state } = await given();
  const id = await say.propose("node touch worker-1");
  await say(bob, `approve ${id} --cluster work`);
  expect(notes.at(-1)?.message).toContain("is about home");
  expect(await state(id)).toBe("proposed");
});

test("the requester's own right is asked for again before it runs", async () => {
  const { say, state, people } = await given();
  const id = await say.propose("node touch worker-1");
  people.set(ann, { id: ann, standing: "outsider", groups: [] });
  await say(bob, `approve ${id}`, { clicked: "1.0" });
  expect(await state(id)).toBe("stale");
});

test.each<[string, Record<string, Audience>, string]>([
  ["the bot is not in the channel", { C1: "closed" }, "I am not in <#C1>"],
  ["outsiders read the channel", { C1: "shared" }, "people outside the workspace"],
  ["only the requester reads it", { C1: "direct" }, "nobody could approve it"],
])("nothing is proposed where %s", async (_where, audiences, why) => {
  const { say, notes, operations } = await given({ audiences });
  await say(ann, "node touch worker-1");
  expect(notes.at(-1)?.message).toContain(why);
  expect(await operations.list({})).toEqual([]);
});

test("nothing is decided in a channel that outsiders have come to", async () => {
  const audiences: Record<string, Audience> = {};
  const { say, notes, state } = await given({ audiences });
  const id = await say.propose("node touch worker-1");
  audiences.C1 = "shared";
  await say(bob, `approve ${id}`, { clicked: "1.0" });
  expect(notes.at(-1)?.message).toContain("nothing is decided here");
  expect(await state(id)).toBe("proposed");
});

test.each(["approve", "resume"])(
  "to %s from elsewhere runs nothing whose card outsiders have come to read, and it can still be taken back",
  async (verb) => {
    const audiences: Record<string, Audience> = {};
    const { bot, say, notes, state, store } = await given({ audiences });
    const id = await say.propose("node touch worker-1");
    const before = verb === "resume" ? "interrupted" : "proposed";
    await store.operations.change(id, (operation) => ({
      next: { ...operation, state: before },
      entries: [],
    }));
    audiences.C1 = "shared";
    const elsewhere = (by: Actor, line: string) => bot.handle({ line, by, where: { channel: "C2" } });
    await elsewhere(verb === "resume" ? ann : bob, `${verb} ${id}`);
    expect(notes.at(-1)?.message).toContain("<#C1> is shared with people outside the workspace");
    expect(await state(id)).toBe(before);
    await elsewhere(ann, verb === "resume" ? `abandon ${id}` : `cancel ${id}`);
    expect(["abandoned", "cancelled"]).toContain(await state(id));
  },
);

test("nobody approves what cannot be read as a whole, by typing neither", async () => {
  const { say, notes, state } = await given({ readable: false });
  const id = await say.propose("node touch worker-1");
  await say(bob, `approve ${id}`);
  expect(notes.at(-1)?.message).toContain("still on its way to its card and thread");
  expect(await state(id)).toBe("proposed");
});

test("a click that only opens a form, or comes from somebody without the right, draws nothing anew", async () => {
  const { say, shown, forms, notes } = await given();
  const id = await say.propose("node touch worker-1");
  const before = shown.length;
  await say(bob, `deny ${id}`, { clicked: "1.0" });
  expect(forms).toHaveLength(1);
  await say(ann, `approve ${id}`, { clicked: "1.0" });
  expect(notes).toHaveLength(1);
  expect(shown).toHaveLength(before);
});

test("whatever is decided or refused at a click, the message that was clicked is drawn anew", async () => {
  const { say, shown } = await given();
  const id = await say.propose("node touch worker-1");
  await say(ann, `cancel ${id}`);
  await say(bob, `approve ${id}`, { clicked: "9.9" });
  expect(shown.at(-1)).toEqual([id, "cancelled", { channel: "C1", ts: "9.9" }]);
});

test("two who click at once start it once", async () => {
  const { say, runs, clock } = await given({ access: { operator: [ann], approver: [bob, "U0SAM"] } });
  const id = await say.propose("node touch worker-1");
  await Promise.all([say(bob, `approve ${id}`), say("U0SAM", `approve ${id}`), say(bob, `approve ${id}`)]);
  await clock.advance(5_000);
  expect(runs).toEqual(["worker-1"]);
});

test("a silence goes by the alert's own name, and says so where it is about nothing that is known", async () => {
  const { say, answers, drawn } = await given();
  await say(ann, "silence add --alert=kubenodenotready --about=node/worker-1 --reason=racks");
  expect(answers.at(-1)).toContain("KubeNodeNotReady of node/worker-1 is silenced");
  expect(JSON.stringify(drawn)).not.toContain("To know");
});

test("a silence that is about a node that is not there says so", async () => {
  const { say, drawn } = await given();
  await say(ann, "silence add --alert=Mine --about=node/worker-l --reason=racks");
  expect(JSON.stringify(drawn)).toMatch(/no node worker-l now.*No rule is called Mine/);
});

test("a dry run shows the plan and keeps nothing", async () => {
  const { say, answers, operations } = await given();
  await say(ann, "node touch worker-1 --dry-run --reason because");
  expect(answers).toEqual(["Dry run: Touch worker-1 on home. Nothing was changed"]);
  expect(await operations.list({})).toEqual([]);
});

test("a proposal keeps the line as anybody would type it, and the reason beside it", async () => {
  const { say, operations } = await given();
  const id = await say.propose(`touch --node "worker-1" --reason "two words"`);
  expect(await operations.find(id)).toMatchObject({
    line: "node touch worker-1 --cluster=home",
    reason: "two words",
  });
});

test("how long planning may take is the command's own", async () => {
  const { bot, notes, clock } = await given();
  const handled = bot.handle({ line: "node study worker-1", by: ann, where: { channel: "C1" } });
  await clock.advance(59_000);
  expect(notes).toEqual([]);
  await clock.advance(1_000);
  await handled;
  expect(notes).toMatchObject([{ message: "What node study would do could not be read within 60 s." }]);
});

test("a question whose answer does not come is told so after 20 s, though the cluster takes no notice", async () => {
  const cluster = {
    ...givenCluster({ nodes: [givenNode()] }),
    events: () => new Promise<never>(() => undefined),
  };
  const { bot, notes, clock } = await given({ cluster });
  const handled = bot.handle({ line: "event list", by: ann, where: { channel: "C1" } });
  await clock.advance(20_000);
  expect(await handled).toBe("served");
  expect(notes).toMatchObject([{ message: "There was no answer within 20 s." }]);
});

test("what waits already is pointed to, and not asked twice", async () => {
  const { say, answers, operations } = await given();
  const id = await say.propose("node touch w3");
  await say(ann, "node touch w3 --reason=again");
  expect(answers).toEqual([`Touch w3 on home waits already, as ${id}: nothing was proposed anew`]);
  await say(ann, "node touch w4");
  expect(await operations.list({ states: ["proposed"] })).toHaveLength(2);
});

test("what runs already is pointed to as well", async () => {
  const { say, answers, operations } = await given({ hangs: true });
  const id = await say.propose("node touch w3");
  await say(bob, `approve ${id}`);
  expect(await operations.find(id)).toMatchObject({ state: "running" });
  await say(ann, "node touch w3");
  expect(answers).toEqual([`Touch w3 on home runs already, as ${id}: nothing was proposed anew`]);
});
