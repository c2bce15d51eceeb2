import { expect, test } from "vitest";
import { RefusedError } from "#src/base/errors.ts";
import { tokenOf } from "#src/kubeadm/marks.ts";
import { ann, bob, type GivenBot, givenBot } from "../given-bot.ts";
import { givenJoinable, givenToken } from "../kubeadm/join/given-join.ts";
import { givenPlan } from "../operation/given.ts";

const access = { operator: [ann, bob], approver: ["S0SRE"], admin: [bob] };
const step = { step: "create-token", input: {}, title: "Create a bootstrap token", calls: [] };

test("whoever asked sees the secret; the audit says that it was shown, and not what", async () => {
  const { say, confided, store, id } = await givenMade();
  await say(ann, "token show aaaa00 --cluster=home");
  expect(JSON.stringify(confided)).toContain("aaaa00.0123456789abcdef");
  const rows = await Array.fromAsync(store.audit({ operation: id }));
  expect(rows.at(-1)).toMatchObject({ event: "revealed", by: ann, details: { words: "token aaaa00" } });
  expect(JSON.stringify(rows)).not.toContain("0123456789abcdef");
});

test("nobody else does, not an admin who approved it either, and the attempt is written down", async () => {
  const { say, confided, notes, store, id } = await givenMade();
  await say(bob, "token show aaaa00 --cluster=home");
  expect(confided).toEqual([]);
  expect(notes.at(-1)?.message).toContain(`Only <@${ann}>, who asked for ${id}, can see this.`);
  const rows = await Array.fromAsync(store.audit({ operation: id }));
  expect(rows.at(-1)).toMatchObject({ event: "refused", by: bob });
});

test("a person who has lost the role, or is no member any more, sees nothing", async () => {
  const { say, confided, notes, people } = await givenMade();
  people.set(ann, { id: ann, standing: "outsider", groups: [] });
  await say(ann, "token show aaaa00 --cluster=home");
  expect(notes.at(-1)?.message).toContain("is for full members of this workspace");
  await say("U0VIC", "token show aaaa00 --cluster=home");
  expect(notes.at(-1)?.message).toContain("needs the role operator");
  expect(confided).toEqual([]);
});

test("nothing is shown in a channel that outsiders read", async () => {
  const { say, confided, notes } = await givenMade({ C1: "shared" });
  await say(ann, "token show aaaa00 --cluster=home");
  expect(confided).toEqual([]);
  expect(notes.at(-1)?.message).toContain("shared with people outside");
});

test("what could not be shown is told, without it", async () => {
  const { say, notes } = await givenMade({}, new RefusedError("none could be delivered here"));
  await say(ann, "token show aaaa00 --cluster=home");
  expect(notes).toMatchObject([{ message: "none could be delivered here" }]);
});

/** A token that an operation of Ann made. */
async function givenMade(audiences: GivenBot["audiences"] = {}, unsaid?: Error) {
  const { world, cluster } = givenJoinable();
  const given = await givenBot({
    access,
    audiences: audiences ?? {},
    cluster,
    ...(unsaid ? { unsaid } : {}),
  });
  const { id } = await given.operations.propose({
    line: "token create",
    cluster: "home",
    by: ann,
    where: { channel: "C1" },
    reason: undefined,
    plan: givenPlan([step]),
  });
  world.tokens.push(givenToken({ id: "aaaa00", ours: true, annotations: { [tokenOf]: id } }));
  return { ...given, id };
}
