import { expect, test } from "vitest";
import { type Role, rolesOf } from "#src/command/authorize.ts";
import { createPeople, type SlackUser } from "#src/slack/people.ts";
import { handClock } from "../hand-clock.ts";

test.each<[string, SlackUser, "member" | "outsider"]>([
  ["a full member", { team_id: "T1" }, "member"],
  ["a guest", { team_id: "T1", is_restricted: true }, "outsider"],
  ["a single-channel guest", { team_id: "T1", is_restricted: true, is_ultra_restricted: true }, "outsider"],
  ["somebody of another workspace", { team_id: "T2" }, "outsider"],
  ["a stranger", { team_id: "T1", is_stranger: true }, "outsider"],
  ["a bot", { team_id: "T1", is_bot: true }, "outsider"],
  ["a deleted user", { team_id: "T1", deleted: true }, "outsider"],
  ["Slackbot", { id: "USLACKBOT", team_id: "T1", is_bot: false }, "outsider"],
  ["somebody Slack says nothing about", {}, "outsider"],
])("%s is what they are", async (_who, user, standing) => {
  expect((await given({ user: async () => user }).find("U1")).standing).toBe(standing);
});

test("Slack is not asked who a schedule or a token is", async () => {
  const user = () => Promise.reject(new Error("asked"));
  const found = await given({ user }).find("schedule:nightly");
  expect(found).toEqual({ id: "schedule:nightly", standing: "outsider", groups: [] });
});

test("a schedule that is configured has what it was given there, also where every member may do more", async () => {
  const granted = new Map([["schedule:nightly", ["viewer" as const]]]);
  const found = await given({ granted }).find("schedule:nightly", { fresh: true });
  expect(found).toMatchObject({ standing: "member", groups: [] });
  expect(rolesOf({ operator: ["*"], admin: ["schedule:nightly"] }, found)).toEqual(new Set(["viewer"]));
  expect((await given({ granted }).find("schedule:other")).standing).toBe("outsider");
});

test("groups are those of the configuration that list the person", async () => {
  const people = given({ groupMembers: async (group) => (group === "S1" ? ["U1", "U2"] : []) });
  expect((await people.find("U1")).groups).toEqual(["S1"]);
});

test("of a group the first full member answers for it, and nobody where Slack does not say", async () => {
  const user = async (id: string) => ({ id, team_id: "T1", is_restricted: id === "U1" });
  const groupMembers = async (group: string) => {
    if (group === "S2") throw new Error("HTTP 500");
    return ["U3", "U2", "U1"];
  };
  const people = given({ user, groupMembers });
  expect(await people.anyOf("S1")).toBe("U2");
  expect(await people.anyOf("S2")).toBeUndefined();
});

test("a failed lookup is a refusal, and is asked again the next time", async () => {
  let calls = 0;
  const user = async () => {
    if (++calls === 1) throw new Error("HTTP 500");
    return { team_id: "T1" };
  };
  const people = given({ user });
  await expect(people.find("U1")).rejects.toThrow("Slack did not tell me who you are");
  expect((await people.find("U1")).standing).toBe("member");
});

test("a member who became a guest is one five seconds later, a group is kept until Slack reports a change", async () => {
  const clock = handClock();
  let asked = 0;
  let members = ["U1"];
  const user = async () => ({ team_id: "T1", is_restricted: ++asked > 1 });
  const people = given({ user, groupMembers: async () => members, clock });
  await people.find("U1");
  members = [];
  expect((await people.find("U1")).groups).toEqual(["S1", "S2"]);
  people.forgetGroup("S1");
  expect((await people.find("U1")).groups).toEqual(["S2"]);
  await clock.advance(5_000);
  expect((await people.find("U1")).standing).toBe("outsider");
});

test("a clock that was set back makes no answer last longer", async () => {
  const clock = handClock();
  let standing = {};
  const people = given({ user: async () => ({ team_id: "T1", ...standing }), clock });
  await people.find("U1");
  standing = { is_restricted: true };
  clock.setBack(3_600_000);
  await clock.advance(5_000);
  expect((await people.find("U1")).standing).toBe("outsider");
});

type Given = {
  readonly user?: (id: string) => Promise<SlackUser>;
  readonly groupMembers?: (group: string) => Promise<readonly string[]>;
  readonly clock?: ReturnType<typeof handClock>;
  readonly granted?: ReadonlyMap<string, readonly Role[]>;
};

function given({
  user = async () => ({ team_id: "T1" }),
  groupMembers = async () => [],
  clock = handClock(),
  granted = new Map(),
}: Given) {
  const directory = { user, groupMembers };
  return createPeople({ directory, team: () => "T1", groups: ["S1", "S2"], granted, clock });
}
