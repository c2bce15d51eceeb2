import { describe, expect, test } from "vitest";
import { allElse, type Call, sayCall, thoseThere } from "#src/base/call.ts";
import type { Json } from "#src/base/json.ts";
import { boundsOf, outside } from "#src/campaign/bounds.ts";
import { covers } from "#src/operation/covers.ts";
import type { Plan } from "#src/operation/plan.ts";
import drainNode from "#src/steps/drain-node.ts";
import { givenPlan } from "../operation/given.ts";

const rounds = 150;

describe("of plans made at random", () => {
  test("every plan stays within bounds that were made of it, whatever else is in them", () => {
    for (const random of seeds()) {
      const [plan, other] = [planAt(random), planAt(random)];
      expect(outside(plan, boundsOf([other, plan]))).toEqual([]);
    }
  });

  test("a call that no bound allows is named, wherever it stands", () => {
    for (const random of seeds()) {
      const plan = planAt(random);
      const strange = { at: "api", method: "DELETE", path: "/api/v1/nodes/strange" } as const;
      expect(outside(withCall(plan, strange), boundsOf([plan]))).toEqual([
        `It would send ${sayCall(strange)}.`,
      ]);
    }
  });

  test("what a call within the bounds may send, a call of the bounds covers too", () => {
    let within = 0;
    for (const random of seeds(10 * rounds)) {
      // From the same few words, so that they meet often.
      const [call, bound] = [callAt(random), callAt(random)];
      const plan = withCall(givenPlan([], { basis: {} }), call);
      if (outside(plan, { risk: "change", calls: [bound], losses: [], risks: [] }).length > 0) continue;
      within++;
      const sent = filledIn(call, random);
      expect(covers(call, sent)).toBe(true);
      expect([sayCall(bound), sayCall(sent), covers(bound, sent)]).toEqual([
        sayCall(bound),
        sayCall(sent),
        true,
      ]);
    }
    expect(within).toBeGreaterThan(15);
  });
});

const call: Call = { at: "host", host: "w1", argv: ["kubeadm", "upgrade", "node"] };
const bounded = withCall(
  givenPlan([], { basis: { risks: ["control plane"] }, losses: ["shop/cache"] }),
  call,
);

test.each([
  ["another word", { ...call, argv: ["kubeadm", "upgrade", "apply"] }],
  ["a word more", { ...call, argv: [...call.argv, "--force"] }],
  ["another host", { ...call, host: "w2" }],
  ["a unit of it", { ...call, unit: "wheelhouse-op" }],
  ["a placeholder where a word was", { ...call, argv: ["kubeadm", "upgrade", "<what>"] }],
] as const)("%s is not what was approved", (_what, other) => {
  expect(outside(withCall(givenPlan([]), other), boundsOf([bounded]))).toHaveLength(1);
});

test("a bound that leaves something open takes any, and what is left open as much", () => {
  const argv = (version: string): Call => ({ ...call, argv: ["kubeadm", "upgrade", "apply", version] });
  const bounds = { ...boundsOf([]), calls: [argv("v1.37.<patch>")] };
  expect(outside(withCall(givenPlan([]), argv("v1.37.2")), bounds)).toEqual([]);
  expect(outside(withCall(givenPlan([]), argv("v1.37.<newest>")), bounds)).toEqual([]);
  expect(outside(withCall(givenPlan([]), argv("v1.38.0")), bounds)).toHaveLength(1);
});

test("a list of which the length is open stays within no list of another length", () => {
  const patch = (finalizers: Json): Call => ({
    at: "api",
    method: "PATCH",
    path: "/x",
    body: { finalizers },
  });
  const bounds = { ...boundsOf([]), calls: [patch(["<one>", "ours"])] };
  expect(outside(withCall(givenPlan([]), patch([thoseThere, "ours"])), bounds)).toHaveLength(1);
  expect(outside(withCall(givenPlan([]), patch(["theirs", "ours"])), bounds)).toEqual([]);
});

test("what a call says of itself, as what it loses, is part of what was approved", () => {
  const path = "/api/v1/namespaces/shop/pods/<pod>/eviction";
  const evicting = (what?: string): Call => ({ at: "api", method: "POST", path, ...(what ? { what } : {}) });
  const bounds = { ...boundsOf([]), calls: [evicting("with the data of shop/cache")] };
  expect(outside(withCall(givenPlan([]), evicting("with the data of shop/cache")), bounds)).toEqual([]);
  expect(outside(withCall(givenPlan([]), evicting("with the data of shop/db")), bounds)).toHaveLength(1);
  expect(
    outside(withCall(givenPlan([]), evicting("with the data of shop/db")), {
      ...bounds,
      calls: [evicting()],
    }),
  ).toHaveLength(1);
});

test("what one drain may lose the next may lose too, as what is drained goes there; nothing else", () => {
  const drain = (node: string, data: readonly string[], pods: readonly string[] = []) => {
    const step = drainNode.with({ node, uid: "u", mayLose: { data, pods } });
    return givenPlan([step], { risk: "destructive", losses: [...data, ...pods] });
  };
  const bounds = boundsOf([drain("w1", ["Deployment shop/web"]), drain("w2", [], ["Pod shop/debug"])]);
  expect(outside(drain("w2", ["Deployment shop/web"], ["Pod shop/debug"]), bounds)).toEqual([]);
  expect(outside(drain("w2", ["Deployment shop/db"]), bounds)).toEqual([
    expect.stringContaining("including the emptyDir data of Deployment shop/db"),
    "It may lose Deployment shop/db.",
  ]);
  expect(outside(drain("w2", ["Pod shop/debug"]), bounds)).toHaveLength(1);
  expect(outside(drain("w3", []), bounds)).toHaveLength(1);
});

test("what is destructive, lost or risked is asked about where nobody approved it", () => {
  const bounds = boundsOf([givenPlan([])]);
  expect(outside(givenPlan([], { risk: "destructive" }), bounds)).toEqual(["It is destructive."]);
  expect(outside(givenPlan([], { losses: ["shop/cache"] }), bounds)).toEqual(["It may lose shop/cache."]);
  const risky = givenPlan([], { basis: { risks: ["last control plane"] } });
  expect(outside(risky, bounds)).toEqual(["There is a risk: last control plane."]);
  expect(outside(risky, boundsOf([risky]))).toEqual([]);
  const part = givenPlan([], { basis: { drain: { risks: ["last control plane"] } } });
  expect(outside(part, bounds)).toEqual(["There is a risk: last control plane."]);
});

test("calls that are lines, as older versions stored them, are within no bounds", () => {
  const old = givenPlan([{ step: "drain", input: {}, title: "Drain", calls: ["POST /x"] }]);
  expect(outside(old, boundsOf([old]))).toEqual(["It would send POST /x."]);
});

type Random = () => number;

function withCall(plan: Plan, added: Call): Plan {
  return { ...plan, steps: [...plan.steps, { step: "s", input: {}, title: "S", calls: [added] }] };
}

/** Repeatable: mulberry32. */
function* seeds(amount = rounds): Generator<Random> {
  for (let seed = 1; seed <= amount; seed++) {
    let state = seed * 0x9e3779b9;
    yield () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }
}

function oneOf<T>(random: Random, some: readonly T[]): T {
  return some[Math.floor(random() * some.length)] as T;
}

const words = ["a", "b", "<x>", "<y>", "a-<x>"];

function callAt(random: Random): Call {
  const word = () => oneOf(random, words);
  if (random() < 0.3) return { at: "host", host: word(), argv: [word(), word()] };
  const path = `/${word()}/${word()}`;
  const method = oneOf(random, ["POST", "DELETE"] as const);
  return random() < 0.5 ? { at: "api", method, path } : { at: "api", method, path, body: bodyAt(random) };
}

function bodyAt(random: Random): Json {
  const word = () => oneOf(random, words);
  return oneOf<Json>(random, [
    { a: word() },
    { a: word(), [allElse]: "" },
    { list: [word(), word()] },
    { list: [thoseThere, word()] },
  ]);
}

function planAt(random: Random): Plan {
  const steps = [1, 2, 3].map((number) => ({
    step: "s",
    input: {},
    title: `S${number}`,
    calls: [callAt(random)],
  }));
  const basis = { risks: random() < 0.5 ? [oneOf(random, ["r1", "r2"])] : [] };
  return givenPlan(steps, { basis, losses: [oneOf(random, ["l1", "l2"])] });
}

/** As a step might send it: each placeholder as some name, the same for the same one. */
function filledIn<T>(value: T, random: Random, names = new Map<string, string>()): T {
  if (typeof value === "string") {
    return value.replace(/<([^<>]+)>/g, (_all, name: string) => {
      const known = names.get(name) ?? oneOf(random, ["a", "b", "zed"]);
      names.set(name, known);
      return known;
    }) as T;
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const open = value[0] === thoseThere;
    const items = open ? ["p", "q", ...value.slice(1)] : value;
    return items.map((item) => filledIn(item, random, names)) as T;
  }
  const pairs = Object.entries(value).flatMap(([key, item]) =>
    key === allElse ? [["more", "z"]] : [[key, filledIn(item, random, names)]],
  );
  return Object.fromEntries(pairs) as T;
}
