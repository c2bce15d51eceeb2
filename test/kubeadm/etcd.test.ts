// Who counts in etcd: those that vote. A learner, a silent member and one that has not started are told, and hold up whoever changes its membership.
import { expect, test } from "vitest";
import { type Etcd, type Listed, type Member, memberOf, quorumOf, whyNotWhole } from "#src/kubeadm/etcd.ts";

function listed(name: string, more: Partial<Listed> = {}): Listed {
  const at = `https://10.0.0.${name.slice(-1)}`;
  return {
    id: `a${name.slice(-1)}`,
    name,
    isLearner: false,
    endpoints: [`${at}:2379`],
    peers: [`${at}:2380`],
    ...more,
  };
}

function member(name: string, more: Partial<Member> = {}): Member {
  return {
    ...{ name, host: name, endpoint: `https://10.0.0.${name.slice(-1)}:2379`, version: "3.7.0", revision: 7 },
    ...{ isLeader: name === "cp1", hasLeader: true, isLearner: false, errors: [] },
    ...{ sizeBytes: 1, usedBytes: 1, quotaBytes: undefined },
    ...more,
  };
}

function etcd(members: readonly Member[], all: readonly Listed[], silent: readonly string[] = []): Etcd {
  return { through: "cp1", members, listed: all, silent };
}

const three = ["cp1", "cp2", "cp3"];

test("most of those that vote must answer, and a learner does not vote", () => {
  const all = three.map((name) => listed(name));
  expect(
    quorumOf(
      etcd(
        three.map((name) => member(name)),
        all,
      ),
    ),
  ).toEqual({ voters: 3, needs: 2, has: 3 });
  expect(quorumOf(etcd([member("cp1")], all, ["cp2", "cp3"]))).toEqual({ voters: 3, needs: 2, has: 1 });
  const learning = [listed("cp1"), listed("cp2", { isLearner: true })];
  expect(quorumOf(etcd([member("cp1"), member("cp2", { isLearner: true })], learning))).toEqual({
    ...{ voters: 1, needs: 1, has: 1 },
  });
});

test.each<[string, Etcd, readonly string[]]>([
  ["all are well", etcd([member("cp1")], [listed("cp1")]), []],
  [
    "one is silent",
    etcd(
      [member("cp1")],
      three.map((name) => listed(name)),
      ["cp2"],
    ),
    ["its member cp2 does not answer"],
  ],
  ["one learns", etcd([member("cp1", { isLearner: true })], []), ["its member cp1 is a learner still"]],
  ["nobody leads", etcd([member("cp1", { hasLeader: false })], []), ["its member cp1 knows no leader"]],
  [
    "one is full",
    etcd([member("cp1", { errors: ["alarm:NOSPACE"] })], []),
    ["its member cp1 raises alarm:NOSPACE"],
  ],
])("a change of its membership is held up by what is not well: %s", (_, found, why) => {
  expect(whyNotWhole(found)).toEqual(why);
});

test("a member is its node's by name, and one that has not started by its address", () => {
  const unstarted = listed("", { id: "b2", peers: ["https://10.0.0.2:2380"] });
  const all = [listed("cp1"), unstarted];
  expect(memberOf(all, { name: "cp1", addresses: [] })?.id).toBe("a1");
  expect(memberOf(all, { name: "cp2", addresses: ["10.0.0.2"] })?.id).toBe("b2");
  expect(memberOf(all, { name: "cp3", addresses: ["10.0.0.3"] })).toBeUndefined();
});
