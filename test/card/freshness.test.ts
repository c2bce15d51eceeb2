import { expect, test } from "vitest";
import { UnreachableError } from "#src/base/errors.ts";
import { adviceOn, freshnessOf, settle, unreachable } from "#src/card/freshness.ts";
import type { Reach } from "#src/kubernetes/cluster.ts";
import { givenCluster, hour, minute, now } from "../given.ts";

const error = new UnreachableError("cannot reach home: connection refused");
const live: Reach = { state: "live", asOf: now - 1_000 };
const gone = (lastSeen: number | undefined): Reach => ({
  state: "unreachable",
  since: now - hour,
  lastSeen,
  error,
});

test.each<readonly [string, Reach, string]>([
  ["a live watch", live, "live"],
  ["a live watch that has been quiet", { state: "live", asOf: now - 13_000 }, "nothing heard for 13 s"],
  ["the first lists", { state: "connecting", since: now }, "still reading the cluster"],
  ["a lost cluster", gone(now - 4 * minute), "last seen 4 min ago"],
  ["a cluster that was never there", gone(undefined), "never seen"],
])("%s says how old its facts are", (_title, reach, words) => {
  expect(freshnessOf(reach, now).words).toBe(words);
});

test("what a live watch holds is true now, what a lost one held was true then", () => {
  expect(freshnessOf({ state: "live", asOf: now - 11_000 }, now).asOf).toBe(now);
  expect(freshnessOf(gone(now - 4 * minute), now).asOf).toBe(now - 4 * minute);
});

test("only a cluster that cannot be reached is said to be unreachable", () => {
  expect(unreachable(live, now)).toBeUndefined();
  expect(unreachable(gone(undefined), now)).toBe("cannot reach home: connection refused; never seen");
});

test("only the first lists are waited for", async () => {
  const waited: string[] = [];
  const cluster = (reach: Reach) => ({
    ...givenCluster({ reach }),
    settled: async () => void waited.push(reach.state),
  });

  await settle(cluster(live), AbortSignal.timeout(60_000));
  await settle(cluster({ state: "connecting", since: now }), AbortSignal.timeout(60_000));

  expect(waited).toEqual(["connecting"]);
});

test("advice on an unreachable cluster is a sentence, and there is none without a hint", () => {
  const failed = (hint?: string): Reach => ({
    state: "unreachable",
    since: now,
    lastSeen: now,
    error: new UnreachableError("cannot reach home", { hint }),
  });
  expect(adviceOn(failed("kubeadm certs check-expiration, then renew"))).toBe(
    "Kubeadm certs check-expiration, then renew.",
  );
  expect(adviceOn(failed("is the kube-apiserver container running?"))).toBe(
    "Is the kube-apiserver container running?",
  );
  expect(adviceOn(failed())).toBe("");
  expect(adviceOn({ state: "live", asOf: now })).toBe("");
});
