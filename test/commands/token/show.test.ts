import { expect, test } from "vitest";
import type { Revealable } from "#src/command/define.ts";
import { parseLine } from "#src/command/parse.ts";
import { tokenOf } from "#src/kubeadm/marks.ts";
import type { Operation } from "#src/operation/operation.ts";
import { givenRecord } from "../../given.ts";
import {
  authority,
  givenJoinable,
  givenToken,
  kubeconfigOf,
  now,
  otherAuthority,
  pin,
} from "../../kubeadm/join/given-join.ts";
import { givenOperation, givenPlan } from "../../operation/given.ts";
import { commands } from "../ask.ts";

const step = { step: "create-token", input: {}, title: "Create a bootstrap token", calls: [] };
const made = givenOperation({ id: "op-000001", plan: givenPlan([step]), state: "succeeded" });
const own = givenToken({ id: "aaaa00", ours: true, annotations: { [tokenOf]: made.id } });

test.each(["aaaa00", "op-000001"])(
  "the join command is found by %s, and read only when it is asked for",
  async (id) => {
    const { cluster } = givenJoinable({ tokens: [own] });
    const found = await find(`token show ${id}`, cluster);
    expect(found).toMatchObject({ operation: { id: made.id }, what: "token aaaa00" });
    const { headline, texts, hint } = await found.read();
    expect(texts[0]?.text).toBe(
      `kubeadm join 10.0.0.10:6443 --token aaaa00.aaaa000123456789 --discovery-token-ca-cert-hash ${pin}`,
    );
    expect(texts[1]?.text).toContain("token: aaaa00.aaaa000123456789");
    expect(`${headline}${hint}`).not.toContain("0123456789");
    expect(hint).toContain("for another 60 min");
  },
);

test.each([
  ["that somebody else made", givenToken({ id: "aaaa00" }), [made], "did not make the token"],
  ["with no operation to it", givenToken({ id: "aaaa00", ours: true }), [made], "did not make the token"],
  ["that is over", { ...own, expiresAt: now }, [made], "no token of aaaa00"],
  ["of another cluster's operation", own, [{ ...made, cluster: "work" }], "did not make the token"],
  ["of an operation that made none", own, [givenOperation()], "did not make the token"],
  ["of an operation that there is not", own, [], "There is no operation op-000001"],
])("a token %s is not shown", async (_what, token, operations, why) => {
  const { cluster } = givenJoinable({ tokens: [token] });
  await expect(find("token show aaaa00", cluster, operations)).rejects.toThrow(why);
});

test("nothing is shown once cluster-info cannot be trusted", async () => {
  const { world, cluster } = givenJoinable({ tokens: [own] });
  const found = await find("token show aaaa00", cluster);
  world.kubeconfig = kubeconfigOf(otherAuthority);
  expect(world.root).toBe(authority);
  await expect(found.read()).rejects.toThrow("false API server");
});

function find(
  line: string,
  cluster: ReturnType<typeof givenJoinable>["cluster"],
  operations: readonly Operation[] = [made],
): Promise<Revealable> {
  const parsed = parseLine(commands, line);
  if (parsed.kind !== "complete" || parsed.command.kind !== "reveal")
    throw new Error(`${line} is ${parsed.kind}`);
  return parsed.command.find(parsed.args, {
    cluster,
    clusters: [cluster],
    commands,
    roles: new Set(),
    ...givenRecord({ operations }),
    signatures: () => [],
    now,
    signal: AbortSignal.timeout(60_000),
    revealToken: cluster.revealToken,
  });
}
