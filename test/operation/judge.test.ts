import { expect, test } from "vitest";
import type { Actor } from "#src/base/actor.ts";
import { DeniedError, RefusedError, UsageError } from "#src/base/errors.ts";
import { type Asked, judge, type Policy, resumeWithinMs, soloPauseMs } from "#src/operation/judge.ts";
import { decisions, type Operation, type State, states } from "#src/operation/operation.ts";
import { now } from "../given.ts";
import { ann, bob, cem, dan, eve, givenOperation, givenPlan, person, policy } from "./given.ts";

const runner = { id: "r1", until: now + 30_000 };
const admin = person("U0ADA", "operator", "approver", "admin");
const annToo = person(ann.id, "operator", "approver");
const approvedBy = (by: Actor) => ({ by, verdict: "approve", role: "approver", at: now }) as const;

type Given = {
  readonly operation?: Partial<Operation>;
  readonly policy?: Partial<Policy>;
  readonly now?: number;
};

function judged(asked: Asked, given: Given = {}) {
  const circumstances = { policy: { ...policy, ...given.policy }, now: given.now ?? now, runner };
  return judge(givenOperation(given.operation), asked, circumstances);
}

const destructive: Partial<Operation> = { plan: givenPlan([], { risk: "destructive", target: "shop/db-0" }) };
const solo: Given = { operation: { solo: true }, policy: { solo: true } };
const free: Given = { operation: { approvalsNeeded: 0 }, policy: { change: 0, destructive: 0 } };
const stopped: Given = { operation: { state: "failed", startedAt: now - 60_000, ending: { words: "no" } } };

test.each<[string, Asked, Given, Partial<Operation>]>([
  [
    "an approver's word starts it",
    { decision: "approve", person: bob },
    {},
    { state: "running", runner, startedAt: now },
  ],
  ["an admin is an approver too", { decision: "approve", person: admin }, {}, { state: "running" }],
  [
    "one of two approvals does not start it",
    { decision: "approve", person: bob },
    { operation: { approvalsNeeded: 2 } },
    { state: "proposed", votes: [expect.objectContaining({ by: bob.id, role: "approver" })] as never },
  ],
  [
    "the second of two does",
    { decision: "approve", person: cem },
    { operation: { approvalsNeeded: 2, votes: [approvedBy(bob.id)] } },
    { state: "running" },
  ],
  [
    "a policy that became stricter counts",
    { decision: "approve", person: bob },
    { policy: { change: 2 } },
    { state: "proposed" },
  ],
  [
    "a policy that became looser does not",
    { decision: "approve", person: bob },
    { operation: { approvalsNeeded: 2 } },
    { state: "proposed" },
  ],
  [
    "what can lose data takes the typed name of its target",
    { decision: "approve", person: bob, typed: " shop/db-0 " },
    { operation: destructive },
    { state: "running" },
  ],
  [
    "where no approval is needed the requester starts it",
    { decision: "approve", person: ann },
    free,
    { state: "running" },
  ],
  [
    "what a schedule asked for is approved by a person",
    { decision: "approve", person: bob },
    { operation: { by: "schedule:nightly" } },
    { state: "running" },
  ],
  [
    "what a schedule asked for and needs no approval is started by any operator",
    { decision: "approve", person: dan },
    { ...free, operation: { ...free.operation, by: "schedule:nightly" } },
    { state: "running" },
  ],
  [
    "an API token takes back what it asked for",
    { decision: "cancel", person: person("token:ci", "operator") },
    { operation: { by: "token:ci" } },
    { state: "cancelled" },
  ],
  [
    "alone, the requester types the name, and a pause begins",
    { decision: "approve", person: annToo, typed: "w3" },
    solo,
    { state: "proposed", startsAt: now + soloPauseMs },
  ],
  [
    "somebody else may approve at once where one may do so alone",
    { decision: "approve", person: bob },
    solo,
    { state: "running", startsAt: undefined },
  ],
  [
    "the pause can be cancelled",
    { decision: "cancel", person: ann },
    { operation: { solo: true, startsAt: now + 5_000, votes: [approvedBy(ann.id)] } },
    { state: "cancelled", startsAt: undefined },
  ],
  [
    "an approver denies with a reason",
    { decision: "deny", person: bob, reason: " not on Friday " },
    {},
    { state: "denied", ending: { by: bob.id, words: "not on Friday" } },
  ],
  [
    "who has approved may still deny",
    { decision: "deny", person: bob, reason: "wait" },
    { operation: { approvalsNeeded: 2, votes: [approvedBy(bob.id)] } },
    { state: "denied" },
  ],
  ["the requester takes it back", { decision: "cancel", person: ann }, {}, { state: "cancelled" }],
  [
    "an operator stops it",
    { decision: "stop", person: dan },
    { operation: { state: "running" } },
    { state: "running", stopAskedBy: dan.id },
  ],
  [
    "a requester who is no operator any more stops it",
    { decision: "stop", person: person(ann.id) },
    { operation: { state: "running" } },
    { stopAskedBy: ann.id },
  ],
  [
    "an operator resumes what was approved",
    { decision: "resume", person: ann },
    stopped,
    { state: "running", runner, ending: undefined, endedAt: undefined, stopAskedBy: undefined },
  ],
  [
    "an approver abandons",
    { decision: "abandon", person: bob },
    stopped,
    { state: "abandoned", ending: { by: bob.id, words: "no" } },
  ],
  [
    "who abandons it with a reason takes nothing away from how it stopped",
    { decision: "abandon", person: bob, reason: "next week" },
    stopped,
    { state: "abandoned", ending: { by: bob.id, words: "next week\nno" } },
  ],
  [
    "what can lose data is resumed by an approver who types its target",
    { decision: "resume", person: bob, typed: "shop/db-0" },
    { operation: { ...destructive, ...stopped.operation } },
    { state: "running" },
  ],
])("%s", (_, asked, given, expected) => {
  expect(judged(asked, given).next).toMatchObject(expected);
});

test.each<[string, Asked, Given, typeof DeniedError | typeof RefusedError | typeof UsageError, string]>([
  [
    "the requester does not approve",
    { decision: "approve", person: annToo },
    {},
    DeniedError,
    "somebody else must approve",
  ],
  [
    "an operator does not approve",
    { decision: "approve", person: person("U0X", "operator") },
    {},
    DeniedError,
    "approver",
  ],
  ["a viewer does not approve", { decision: "approve", person: eve }, {}, DeniedError, "approver"],
  ["a viewer does not deny", { decision: "deny", person: eve, reason: "x" }, {}, DeniedError, "approver"],
  [
    "the same person counts once",
    { decision: "approve", person: bob },
    { operation: { approvalsNeeded: 2, votes: [approvedBy(bob.id)] } },
    RefusedError,
    "already approved",
  ],
  ["a denial needs a reason", { decision: "deny", person: bob, reason: "  " }, {}, UsageError, "reason"],
  [
    "the requester cancels rather than denies",
    { decision: "deny", person: annToo, reason: "x" },
    {},
    RefusedError,
    "yourself",
  ],
  ["nobody else cancels", { decision: "cancel", person: admin }, {}, DeniedError, "<@U0ANN>"],
  [
    "the target must be typed",
    { decision: "approve", person: bob },
    { operation: destructive },
    UsageError,
    "name",
  ],
  [
    "and typed exactly",
    { decision: "approve", person: bob, typed: "shop/db-1" },
    { operation: destructive },
    UsageError,
    "shop/db-1",
  ],
  [
    "nobody but the requester starts what needs no approval",
    { decision: "approve", person: bob },
    free,
    DeniedError,
    "<@U0ANN>",
  ],
  [
    "a requester without the role does not start it",
    { decision: "approve", person: person(ann.id) },
    free,
    DeniedError,
    "operator",
  ],
  [
    "a policy that became stricter voids the free start",
    { decision: "approve", person: annToo },
    { operation: { approvalsNeeded: 0 } },
    DeniedError,
    "somebody else",
  ],
  [
    "alone takes the approver's role too",
    { decision: "approve", person: ann, typed: "w3" },
    solo,
    DeniedError,
    "approver",
  ],
  ["alone takes the typed name", { decision: "approve", person: annToo }, solo, UsageError, "name"],
  [
    "alone twice is once",
    { decision: "approve", person: annToo, typed: "w3" },
    { ...solo, operation: { solo: true, startsAt: now + 1, votes: [approvedBy(ann.id)] } },
    RefusedError,
    "already approved",
  ],
  [
    "a policy that forbids alone counts",
    { decision: "approve", person: annToo, typed: "w3" },
    { operation: { solo: true } },
    DeniedError,
    "somebody else",
  ],
  [
    "a viewer does not stop it",
    { decision: "stop", person: eve },
    { operation: { state: "running" } },
    DeniedError,
    "operator",
  ],
  [
    "a stop is asked once",
    { decision: "stop", person: dan },
    { operation: { state: "running", stopAskedBy: bob.id } },
    RefusedError,
    "<@U0BOB>",
  ],
  ["what has not started is not stopped", { decision: "stop", person: dan }, {}, RefusedError, "not started"],
  ["a viewer does not resume", { decision: "resume", person: eve }, stopped, DeniedError, "operator"],
  [
    "an operator does not resume what can lose data",
    { decision: "resume", person: dan, typed: "x" },
    { operation: { ...destructive, ...stopped.operation } },
    UsageError,
    "not the name",
  ],
  [
    "nor does its requester",
    { decision: "resume", person: annToo, typed: "shop/db-0" },
    { operation: { ...destructive, ...stopped.operation } },
    DeniedError,
    "somebody else",
  ],
  [
    "an approval is good for a day",
    { decision: "resume", person: dan },
    { ...stopped, now: now + resumeWithinMs },
    RefusedError,
    "not approved within the last 24 hours",
  ],
  [
    "also where the clock was set back since",
    { decision: "resume", person: dan },
    { ...stopped, now: now - 2 * resumeWithinMs },
    RefusedError,
    "not approved within the last 24 hours",
  ],
  ["a viewer does not abandon", { decision: "abandon", person: eve }, stopped, DeniedError, "operator"],
  [
    "what runs is not abandoned",
    { decision: "abandon", person: dan },
    { operation: { state: "running" } },
    RefusedError,
    "is running",
  ],
])("%s", (_, asked, given, kind, words) => {
  const decide = () => judged(asked, given);
  expect(decide).toThrow(kind);
  expect(decide).toThrow(words);
});

test.each(decisions)("an outsider does not %s", (decision) => {
  const guest = { ...admin, standing: "outsider" } as const;
  expect(() => judged({ decision, person: guest, reason: "x", typed: "w3" })).toThrow(DeniedError);
});

test.each(["schedule:nightly", "token:ci"] as const)("%s never approves, whatever its roles", (id) => {
  const all = person(id, "operator", "approver", "admin");
  for (const given of [{}, solo, free, { operation: { by: id } }, { ...free, operation: { by: id } }]) {
    const approve = () => judged({ decision: "approve", person: all, typed: "w3" }, given);
    expect(approve).toThrow(DeniedError);
    expect(approve).toThrow("Only a person may approve");
  }
  expect(() => judged({ decision: "deny", person: all, reason: "no" })).toThrow("Only a person may deny");
  expect(() => judged({ decision: "resume", person: all }, stopped)).toThrow("Only a person may resume");
});

const words: Readonly<Record<Exclude<State, "proposed">, string>> = {
  running: "is already running",
  succeeded: "is already done",
  failed: "failed: it broke",
  interrupted: "was interrupted: it broke",
  denied: "was already denied by <@U0BOB>: it broke",
  cancelled: "was already cancelled by <@U0BOB>: it broke",
  abandoned: "was already abandoned by <@U0BOB>: it broke",
  expired: "has expired: it broke",
  stale: "is out of date: op-000002 took its place",
};

test.each(states.filter((state) => state !== "proposed"))("a click on what is %s is told so", (state) => {
  const operation = { state, ending: { by: bob.id, words: "it broke" }, replacedBy: "op-000002" };
  for (const asked of [
    { decision: "approve", person: bob },
    { decision: "deny", person: bob, reason: "x" },
    { decision: "cancel", person: ann },
  ] as const) {
    expect(() => judged(asked, { operation })).toThrow(RefusedError);
    expect(() => judged(asked, { operation })).toThrow(words[state]);
  }
});

test.each(["proposed", "succeeded", "denied", "cancelled", "expired", "stale", "abandoned"] as const)(
  "what is %s is neither resumed nor abandoned",
  (state) => {
    for (const decision of ["resume", "abandon"] as const) {
      expect(() => judged({ decision, person: dan }, { operation: { state } })).toThrow(RefusedError);
    }
  },
);
