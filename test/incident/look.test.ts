// Incidents as time series: what is noticed, told, taken, silenced, lost from sight and over.
import { expect, test } from "vitest";
import type { Silenced } from "#src/incident/incident.ts";
import { minute, problem, series } from "./series.ts";

const sick = problem("KubeNodeNotReady", "w1");

test("a problem fires once it has lasted as long as its rule asks, and not before", () => {
  const cluster = series();
  cluster.sees([sick]);
  cluster.at(1.9);
  cluster.sees([sick]);
  expect(cluster.one("KubeNodeNotReady").state).toBe("pending");
  cluster.at(2);
  cluster.sees([sick]);
  expect(cluster.one("KubeNodeNotReady")).toMatchObject({ state: "firing", firedAt: 2 * minute });
});

test("what has lasted by the cluster's own dates fires at the first look after a restart", () => {
  const cluster = series();
  cluster.at(10);
  cluster.sees([{ ...sick, since: 0 }]);
  expect(cluster.one("KubeNodeNotReady").state).toBe("firing");
});

test("the words of what people read are never more than a quarter, or half a minute, behind", () => {
  const cluster = series();
  const aged = (minutes: number) => ({ ...sick, summary: `NotReady for ${minutes} min` });
  const said = () => Number(/\d+(\.\d+)?/.exec(cluster.one("KubeNodeNotReady").summary)?.[0]);
  let edits = 0;
  for (let age = 0; age < 60; age += 0.25) {
    cluster.at(age);
    const before = age < 2 ? undefined : said();
    cluster.sees([{ ...aged(age), since: 0 }]);
    if (age < 2) continue;
    if (said() !== before) edits++;
    expect(age - said()).toBeLessThan(Math.max(0.5, age / 4));
  }
  expect(edits).toBeLessThan(22);
});

test("what goes before it was told leaves no message", () => {
  const cluster = series();
  cluster.sees([sick]);
  cluster.at(1);
  cluster.sees([]);
  expect(cluster.one("KubeNodeNotReady").state).toBe("resolved");
  expect(cluster.told()).toEqual([]);
});

test("a resolution is held down: what comes back within a minute is one incident, with a count", () => {
  const cluster = series({ forMs: 0 });
  for (let times = 0; times < 60; times++) {
    cluster.at(times);
    cluster.sees([sick]);
    cluster.at(times + 0.5);
    cluster.sees([]);
  }
  expect(cluster.all()).toHaveLength(1);
  expect(cluster.one("KubeNodeNotReady")).toMatchObject({ state: "firing", flaps: 59 });
  expect(cluster.one("KubeNodeNotReady").trail.map(({ what }) => what)).toEqual(["fired"]);
  cluster.at(62);
  cluster.sees([]);
  expect(cluster.one("KubeNodeNotReady")).toMatchObject({ state: "resolved", endedAt: 59.5 * minute });
});

test("what comes and goes without ever lasting is told as flapping, once, and is over when it stays away", () => {
  const cluster = series({ pace: { holdDownMs: 0 } });
  const flapping = { ...sick, flaps: 3 };
  for (let times = 0; times < 20; times++) {
    cluster.at(times * 3);
    cluster.sees([flapping]);
    cluster.at(times * 3 + 1);
    cluster.sees([]);
  }
  expect(cluster.all()).toHaveLength(1);
  expect(cluster.one("KubeNodeNotReady")).toMatchObject({ state: "firing", flapping: true, flaps: 19 });
  expect(cluster.one("KubeNodeNotReady").trail.map(({ what, at }) => [what, at / minute])).toEqual([
    ["fired", 9],
  ]);
  cluster.at(58 + 15);
  cluster.sees([]);
  expect(cluster.one("KubeNodeNotReady")).toMatchObject({ state: "resolved", endedAt: 58 * minute });
});

test("what comes and goes seldom, or need not last anyway, is not told as flapping", () => {
  const cluster = series({ pace: { holdDownMs: 0 } });
  for (let times = 0; times < 20; times++) {
    cluster.at(times * 30);
    cluster.sees([{ ...sick, flaps: 3 }]);
    cluster.at(times * 30 + 1);
    cluster.sees([]);
  }
  expect(cluster.told()).toEqual([]);
});

test("what gets worse step by step opens again at each step, also where the severity stays", () => {
  const cluster = series({ forMs: 0 });
  cluster.sees([{ ...sick, stage: 1 }]);
  cluster.decides("KubeNodeNotReady", { verdict: "ack", by: "U1" });
  cluster.at(1);
  cluster.sees([{ ...sick, stage: 1 }]);
  expect(cluster.one("KubeNodeNotReady").state).toBe("acknowledged");
  cluster.at(2);
  cluster.sees([{ ...sick, stage: 2 }]);
  expect(cluster.one("KubeNodeNotReady")).toMatchObject({ state: "firing", stage: 2 });
});

test("what comes back within the window reopens its incident, later it is a new one", () => {
  const cluster = series({ forMs: 0 });
  cluster.sees([sick]);
  cluster.at(1);
  cluster.sees([]);
  cluster.at(2);
  cluster.sees([]);
  cluster.at(20);
  cluster.sees([sick]);
  expect(cluster.all()).toHaveLength(1);
  expect(cluster.one("KubeNodeNotReady").trail.at(-1)?.what).toBe("returned");
  cluster.at(21);
  cluster.sees([]);
  cluster.at(22);
  cluster.sees([]);
  cluster.at(60);
  cluster.sees([sick]);
  expect(cluster.all()).toHaveLength(2);
});

test("a reopened incident lasts as long again before anybody is told", () => {
  const cluster = series({ forMs: 2 * minute, pace: { holdDownMs: 0 } });
  cluster.sees([sick]);
  cluster.at(2);
  cluster.sees([sick]);
  cluster.at(3);
  cluster.sees([]);
  cluster.sees([]);
  cluster.at(4);
  cluster.sees([sick]);
  expect(cluster.one("KubeNodeNotReady").state).toBe("resolved");
  cluster.at(5);
  cluster.sees([]);
  cluster.at(6);
  cluster.sees([sick]);
  cluster.at(8);
  cluster.sees([sick]);
  expect(cluster.one("KubeNodeNotReady")).toMatchObject({ state: "firing", flaps: 1, since: 6 * minute });
});

test("a cluster out of sight resolves nothing, and what was known holds when it is seen again", () => {
  const cluster = series({ forMs: 0 });
  cluster.sees([sick]);
  cluster.decides("KubeNodeNotReady", { verdict: "ack", by: "U1" });
  cluster.at(5);
  cluster.sees([], { blind: "all" });
  expect(cluster.one("KubeNodeNotReady")).toMatchObject({ state: "unknown", before: "acknowledged" });
  cluster.at(60);
  cluster.sees([], { blind: "all" });
  expect(cluster.one("KubeNodeNotReady").state).toBe("unknown");
  cluster.at(61);
  cluster.sees([sick]);
  expect(cluster.one("KubeNodeNotReady")).toMatchObject({
    state: "acknowledged",
    acknowledged: { by: "U1" },
  });
});

test("what somebody is at work on is not told; what was told before they began is over only when it is over", () => {
  const cluster = series({ forMs: 0 });
  const cordoned = { ...sick, severity: "info", inWork: true } as const;
  cluster.sees([cordoned]);
  cluster.at(1);
  cluster.sees([cordoned]);
  expect(cluster.told()).toEqual([]);
  cluster.sees([{ ...sick, severity: "critical" }]);
  cluster.decides("KubeNodeNotReady", { verdict: "ack", by: "U1" });
  for (const minutes of [2, 4, 60]) {
    cluster.at(minutes);
    cluster.sees([cordoned]);
  }
  expect(cluster.one("KubeNodeNotReady")).toMatchObject({ state: "acknowledged", severity: "critical" });
  cluster.sees([]);
  cluster.at(62);
  cluster.sees([]);
  expect(cluster.one("KubeNodeNotReady").state).toBe("resolved");
  cluster.sees([cordoned]);
  expect(cluster.one("KubeNodeNotReady").state).toBe("resolved");
});

test("what is well when the cluster is seen again is resolved after the hold-down", () => {
  const cluster = series({ forMs: 0 });
  cluster.sees([sick]);
  cluster.at(1);
  cluster.sees([], { blind: "all" });
  cluster.at(2);
  cluster.sees([]);
  expect(cluster.one("KubeNodeNotReady").state).toBe("unknown");
  cluster.at(3);
  cluster.sees([]);
  expect(cluster.one("KubeNodeNotReady").state).toBe("resolved");
});

test("an alert whose reading failed is unknown, others are judged", () => {
  const cluster = series({ forMs: 0, pace: { holdDownMs: 0 } });
  const stale = problem("KubeClientCertificateExpiration", "w1");
  cluster.sees([sick, stale]);
  cluster.at(1);
  cluster.sees([], { blind: new Set(["KubeClientCertificateExpiration"]) });
  cluster.sees([], { blind: new Set(["KubeClientCertificateExpiration"]) });
  expect(cluster.one("KubeClientCertificateExpiration").state).toBe("unknown");
  expect(cluster.one("KubeNodeNotReady").state).toBe("resolved");
});

test("acknowledged lasts until it clears, and is armed anew then", () => {
  const cluster = series({ forMs: 0 });
  cluster.sees([sick]);
  cluster.decides("KubeNodeNotReady", { verdict: "ack", by: "U1" });
  cluster.at(24 * 60);
  cluster.sees([sick]);
  expect(cluster.one("KubeNodeNotReady").state).toBe("acknowledged");
  cluster.sees([]);
  cluster.at(24 * 60 + 1);
  cluster.sees([]);
  cluster.at(24 * 60 + 5);
  cluster.sees([sick]);
  expect(cluster.one("KubeNodeNotReady")).toMatchObject({ state: "firing", acknowledged: undefined });
});

test("acknowledged and then more severe is open again; less severe stays acknowledged", () => {
  const cluster = series({ forMs: 0 });
  cluster.sees([sick]);
  cluster.decides("KubeNodeNotReady", { verdict: "ack", by: "U1" });
  cluster.at(1);
  cluster.sees([{ ...sick, severity: "info" }]);
  expect(cluster.one("KubeNodeNotReady")).toMatchObject({ state: "acknowledged", severity: "info" });
  cluster.at(2);
  cluster.sees([{ ...sick, severity: "critical" }]);
  expect(cluster.one("KubeNodeNotReady")).toMatchObject({ state: "firing", acknowledged: undefined });
});

test("an acknowledgement and the resolution in the same second leave it resolved, in either order", () => {
  const cluster = series({ forMs: 0, pace: { holdDownMs: 0 } });
  cluster.sees([sick]);
  cluster.at(1);
  cluster.sees([]);
  cluster.decides("KubeNodeNotReady", { verdict: "ack", by: "U1" });
  cluster.sees([]);
  expect(cluster.one("KubeNodeNotReady").state).toBe("resolved");
  expect(() => cluster.decides("KubeNodeNotReady", { verdict: "ack", by: "U1" })).toThrow("is over");
});

test("a silence for a while ends by itself; one until it clears lasts", () => {
  const cluster = series({ forMs: 0 });
  cluster.sees([sick, problem("KubeNodePressure", "w1")]);
  cluster.decides("KubeNodeNotReady", { verdict: "silence", by: "U1", until: 30 * minute });
  cluster.decides("KubeNodePressure", { verdict: "silence", by: "U1", until: "clear" });
  cluster.at(29);
  cluster.sees([sick, problem("KubeNodePressure", "w1")]);
  expect(cluster.all().map(({ state }) => state)).toEqual(["silenced", "silenced"]);
  cluster.at(30);
  cluster.sees([sick, problem("KubeNodePressure", "w1")]);
  expect(cluster.one("KubeNodeNotReady").state).toBe("firing");
  expect(cluster.one("KubeNodePressure").state).toBe("silenced");
});

test("what a running operation causes is silenced and says by which", () => {
  let running = true;
  const cluster = series({
    forMs: 0,
    silence: () =>
      running ? { by: "op-drain1", until: "clear", why: "Drain w1", covered: true } : undefined,
  });
  cluster.sees([sick]);
  expect(cluster.one("KubeNodeNotReady")).toMatchObject({ state: "silenced", silenced: { by: "op-drain1" } });
  running = false;
  cluster.at(1);
  cluster.sees([sick]);
  expect(cluster.one("KubeNodeNotReady").state).toBe("firing");
});

test("it is told again after the set time while nobody has taken it, and escalated once when it is critical", () => {
  const critical = { ...sick, severity: "critical" } as const;
  const cluster = series({ forMs: 0 });
  for (let minutes = 0; minutes <= 9 * 60; minutes += 5) {
    cluster.at(minutes);
    cluster.sees([critical]);
  }
  expect(cluster.one("KubeNodeNotReady").trail.map(({ what, at }) => [what, at / minute])).toEqual([
    ["fired", 0],
    ["escalated", 15],
    ["repeated", 240],
    ["repeated", 480],
  ]);
});

test("what was taken or silenced for hours is neither repeated nor escalated in the moment in which it is open again", () => {
  const said = (reopen: (cluster: ReturnType<typeof series>) => void) => {
    const cluster = series({ forMs: 0 });
    cluster.sees([{ ...sick, severity: "critical", stage: 1 }]);
    cluster.decides("KubeNodeNotReady", { verdict: "ack", by: "U1" });
    cluster.at(600);
    reopen(cluster);
    for (const minutes of [600, 614, 615, 840]) {
      cluster.at(minutes);
      cluster.sees([{ ...sick, severity: "critical", stage: 2 }]);
    }
    return cluster.one("KubeNodeNotReady").trail.slice(-3);
  };
  const later = [
    { what: "escalated", at: 615 * minute },
    { what: "repeated", at: 840 * minute },
  ];
  expect(said(() => undefined)).toMatchObject([{ what: "worsened" }, ...later]);
  const silenced = (cluster: ReturnType<typeof series>) => {
    cluster.sees([{ ...sick, severity: "critical", stage: 2 }]);
    cluster.decides("KubeNodeNotReady", { verdict: "silence", by: "U1", until: 600 * minute });
  };
  expect(said(silenced)).toMatchObject([{ what: "unsilenced" }, ...later]);
});

test("a node that is down explains what ran on it alone, not what also fails elsewhere", () => {
  const cluster = series({ forMs: 0 });
  const crash = problem("KubePodNotReady", "w1", { nodes: ["w1"] });
  const wide = problem("KubePodCrashLooping", "w1", { nodes: ["w1", "w2"] });
  cluster.sees([sick, crash, wide]);
  expect(cluster.one("KubePodNotReady").explainedBy).toBe(cluster.one("KubeNodeNotReady").id);
  expect(cluster.told().map(({ alert }) => alert)).toEqual(["KubeNodeNotReady", "KubePodCrashLooping"]);
});

test("what outlives its cause is told by itself", () => {
  const cluster = series({ forMs: 0, pace: { holdDownMs: 0 } });
  const crash = problem("KubePodNotReady", "w1", { nodes: ["w1"] });
  cluster.sees([sick, crash]);
  cluster.at(1);
  cluster.sees([crash]);
  cluster.sees([crash]);
  expect(cluster.told().map(({ alert }) => alert)).toContain("KubePodNotReady");
});

test("what gets well while its cause's end is held down is never told by itself", () => {
  const cluster = series({ forMs: 0 });
  const crash = problem("KubePodNotReady", "w1", { nodes: ["w1"] });
  cluster.sees([sick, crash]);
  for (const minutes of [30, 30.5, 30.9]) {
    cluster.at(minutes);
    cluster.sees([crash]);
  }
  expect(cluster.own().map(({ alert }) => alert)).toEqual(["KubeNodeNotReady"]);
  for (const minutes of [31, 32, 33]) {
    cluster.at(minutes);
    cluster.sees([]);
  }
  expect(cluster.all().map(({ state }) => state)).toEqual(["resolved", "resolved"]);
  expect(cluster.own()).toHaveLength(1);
});

test("what still is so when its cause is over is told then", () => {
  const cluster = series({ forMs: 0 });
  const crash = problem("KubePodNotReady", "w1", { nodes: ["w1"] });
  cluster.sees([sick, crash]);
  for (const minutes of [30, 31, 31.1]) {
    cluster.at(minutes);
    cluster.sees([crash]);
  }
  expect(cluster.own().map(({ alert }) => alert)).toEqual(["KubeNodeNotReady", "KubePodNotReady"]);
});

test("the first look at a sick cluster gives one message, which is over when all of it is", () => {
  const cluster = series();
  const many = ["w1", "w2", "w3"].map((name) => problem("KubeNodeNotReady", name));
  cluster.sees(many, { first: true });
  expect(cluster.told().map(({ alert, summary }) => [alert, summary])).toEqual([
    ["AlreadyWrong", "3 things were wrong already when I first looked at home"],
  ]);
  cluster.at(10);
  cluster.sees(many);
  expect(cluster.told()).toHaveLength(1);
  cluster.at(20);
  cluster.sees([]);
  cluster.at(21);
  cluster.sees([]);
  cluster.at(22);
  cluster.sees([]);
  expect(cluster.all().filter(({ state }) => state !== "resolved")).toEqual([]);
});

test("when one of many is left, the message names it and leads to what helps against it", () => {
  const cluster = series();
  const [first, ...others] = ["w1", "w2"].map((name) => problem("KubeNodeNotReady", name));
  if (!first) throw new Error("there are two");
  cluster.sees([first, ...others], { first: true });
  cluster.at(10);
  cluster.sees([first]);
  cluster.at(12);
  cluster.sees([first]);
  const [fold] = cluster.told().filter(({ alert }) => alert === "AlreadyWrong");
  expect(fold?.summary).toBe(`1 thing was wrong already when I first looked at home: ${first.summary}`);
  expect(fold?.remedies).toEqual([...first.remedies.slice(0, 2), "alert list"]);
});

test("what gets more severe is told by itself, though a message about many told of it; many at once are not", () => {
  const cluster = series({ forMs: 0 });
  const down = problem("KubeNodeNotReady", "w1", { severity: "critical" });
  const ends = problem("KubeAPIServerCertificateExpiration", "cp1");
  const more = Array.from({ length: 6 }, (_, at) => problem("KubePodOOMKilled", `p${at}`));
  cluster.sees([down, ends, ...more], { first: true });
  cluster.at(60);
  cluster.sees([down, { ...ends, severity: "critical" }, ...more]);
  expect(cluster.own().map(({ alert }) => alert)).toEqual([
    "KubeAPIServerCertificateExpiration",
    "AlreadyWrong",
  ]);
  cluster.at(61);
  cluster.sees([down, ends, ...more.map((each) => ({ ...each, severity: "critical" as const }))]);
  expect(cluster.own()).toHaveLength(2);
});

test("one thing that is wrong at the first look is told as itself", () => {
  const cluster = series({ forMs: 0 });
  cluster.sees([sick], { first: true });
  expect(cluster.told().map(({ alert }) => alert)).toEqual(["KubeNodeNotReady"]);
});

test("a thousand nodes in a minute are fewer than ten messages, and none is lost", () => {
  const cluster = series();
  const down: ReturnType<typeof problem>[] = [];
  for (let second = 0; second < 180; second++) {
    cluster.at(second / 60);
    if (second < 60) {
      for (let each = 0; each < 17; each++) down.push(problem("KubeNodeNotReady", `n${second * 17 + each}`));
    }
    if (second % 5 === 0) cluster.sees(down);
  }
  cluster.at(4);
  cluster.sees(down);
  expect(cluster.told().length).toBeLessThan(10);
  expect(cluster.all().filter(({ alert }) => alert === "KubeNodeNotReady")).toHaveLength(1020);
  expect(cluster.told().find(({ alert }) => alert === "AlertStorm")?.state).toBe("firing");
});

test("what goes within a minute after a storm is told with it, what goes later by itself", () => {
  const cluster = series({ forMs: 0 });
  const many = Array.from({ length: 8 }, (_, at) => problem("KubeNodeNotReady", `n${at}`));
  cluster.sees(many);
  cluster.at(0.5);
  cluster.sees([...many, problem("KubeNodeNotReady", "late")]);
  expect(cluster.told().map(({ alert }) => alert)).toEqual(["AlertStorm"]);
  cluster.at(2);
  cluster.sees([...many, problem("KubeNodeNotReady", "late"), problem("KubeNodeNotReady", "later")]);
  expect(cluster.told().map(({ subject }) => subject.name)).toEqual(["home", "later"]);
});

test("five hundred different workloads that crash at once are a summary, and every one is kept", () => {
  const cluster = series({ forMs: 0 });
  const crash = (at: number) => ({ kind: "Deployment", namespace: `team-${at % 40}`, name: `web-${at}` });
  const many = Array.from({ length: 500 }, (_, at) =>
    problem("KubePodCrashLooping", "", { subject: crash(at), summary: `web-${at} crashes` }),
  );
  cluster.sees(many);
  expect(cluster.own()).toMatchObject([
    {
      alert: "AlertStorm",
      summary: "500 things went wrong on home at once",
      remedies: ["status", "alert list"],
    },
  ]);
  expect(cluster.all()).toHaveLength(501);
  cluster.at(1);
  cluster.sees(many.slice(0, 1));
  cluster.at(3);
  cluster.sees(many.slice(0, 1));
  expect(cluster.own()).toHaveLength(1);
  cluster.at(4);
  cluster.sees([]);
  cluster.at(6);
  cluster.sees([]);
  expect(
    cluster
      .all()
      .filter(({ state }) => state !== "resolved")
      .map(({ alert }) => alert),
  ).toEqual([]);
});

test("what something covers has no message of its own until it is covered no more, and none when it is over before", () => {
  let covered: Silenced | undefined = { by: "op-1", until: "clear", of: "op-1", covered: true };
  const drain = series({ silence: () => covered });
  const [stays, goes] = [problem("KubeNodeNotReady", "w1"), problem("KubeNodeNotReady", "w2")];
  drain.sees([stays, goes]);
  drain.at(2);
  drain.sees([stays, goes]);
  expect(drain.one("KubeNodeNotReady")).toMatchObject({ state: "silenced" });
  expect(drain.one("KubeNodeNotReady").toldAs).toBeUndefined();
  for (const minutes of [3, 5]) {
    drain.at(minutes);
    drain.sees([stays]);
  }
  expect(drain.one("KubeNodeNotReady", "w2").state).toBe("resolved");
  covered = undefined;
  drain.at(6);
  drain.sees([stays]);
  expect(drain.one("KubeNodeNotReady")).toMatchObject({ state: "firing", toldAs: "warning" });
  expect(drain.one("KubeNodeNotReady", "w2").toldAs).toBeUndefined();
});

test("what somebody has taken stays theirs while something covers it", () => {
  let covered: Silenced | undefined;
  const drain = series({ silence: () => covered });
  drain.sees([problem("KubeNodeNotReady", "w1")]);
  drain.at(2);
  drain.sees([problem("KubeNodeNotReady", "w1")]);
  drain.decides("KubeNodeNotReady", { verdict: "ack", by: "U1" });
  covered = { by: "op-1", until: "clear", of: "op-1", covered: true };
  drain.at(3);
  drain.sees([problem("KubeNodeNotReady", "w1")]);
  expect(drain.one("KubeNodeNotReady").state).toBe("acknowledged");
});

test("what was silenced is left alone by nobody until it is heard of again: that is when escalation begins to count", () => {
  let covered: Silenced | undefined = { by: "U1", until: "clear", of: "si-1", covered: true };
  const window = series({ silence: () => covered });
  const critical = problem("KubeNodeNotReady", "w1", { severity: "critical" });
  window.sees([critical]);
  window.at(2);
  window.sees([critical]);
  covered = undefined;
  for (const minutes of [60, 74]) {
    window.at(minutes);
    window.sees([critical]);
  }
  expect(window.one("KubeNodeNotReady").escalatedAt).toBeUndefined();
  window.at(75);
  window.sees([critical]);
  expect(window.one("KubeNodeNotReady").escalatedAt).toBeDefined();
});

test("what a silence covers is not heard of again by its incident, but by ending the silence", () => {
  const window = series({ silence: () => ({ by: "U1", until: "clear", of: "si-1", covered: true }) });
  window.sees([problem("KubeNodeNotReady", "w1")]);
  window.at(2);
  window.sees([problem("KubeNodeNotReady", "w1")]);
  const again = () => window.decides("KubeNodeNotReady", { verdict: "unsilence", by: "U1" });
  expect(again).toThrow("si-1 covers in-1.");
});
