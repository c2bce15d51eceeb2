// One connection of Socket Mode, through everything that Slack and the network do to it.
import { expect, test } from "vitest";
import { systemClock } from "#src/base/clock.ts";
import { silentLog } from "#src/base/log.ts";
import { openSocket, type Socket } from "#src/slack/socket.ts";
import { createSocketLink } from "#src/slack/socket-link.ts";
import { startWorkspace } from "../../playground/slack/workspace.ts";
import { handClock } from "../hand-clock.ts";

test("the gaps between tries grow to ten seconds and no further, however long Slack is away", async () => {
  const { clock, tries } = given(() => Promise.reject(new Error("refused")));
  await clock.advance(10 * 60_000);
  const gaps = tries().map((at, index) => at - (tries()[index - 1] ?? at));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(10_000);
  expect(Math.min(...gaps.slice(-20))).toBeGreaterThanOrEqual(7_000);
  expect(new Set(gaps.slice(-20)).size).toBeGreaterThan(10);
});

test("a socket that lived is replaced at once, one that keeps dying is not", async () => {
  const sockets: ReturnType<typeof socket>[] = [];
  const { clock, tries } = given(async () => {
    sockets.push(socket());
    return sockets.at(-1) as Socket;
  });
  await clock.advance(60_000);
  sockets[0]?.die();
  await clock.advance(1);
  expect(tries()).toHaveLength(2);
  sockets[1]?.die();
  await clock.advance(1);
  expect(tries()).toHaveLength(2);
  await clock.advance(1_000);
  expect(tries()).toHaveLength(3);
});

test("a refresh is heard through: the socket goes when its successor is there", async () => {
  const sockets: ReturnType<typeof socket>[] = [];
  const second = Promise.withResolvers<void>();
  const { clock, link } = given(async () => {
    if (sockets.length === 1) await second.promise;
    sockets.push(socket());
    return sockets.at(-1) as Socket;
  });
  await clock.advance(60_000);
  sockets[0]?.retire();
  await clock.advance(60_000);
  expect([link.isUp(), sockets[0]?.isClosed()]).toEqual([true, false]);
  second.resolve();
  await clock.settle();
  expect([link.isUp(), sockets[0]?.isClosed()]).toEqual([true, true]);
});

test("a closed link stays closed", async () => {
  const { clock, link, tries } = given(async () => socket());
  await clock.settle();
  link.close();
  await clock.advance(60_000);
  expect([link.isUp(), tries().length]).toEqual([false, 1]);
});

test("where apps.connections.open hangs, the try ends", async () => {
  const workspace = await startWorkspace();
  workspace.fail({ method: "apps.connections.open", kind: "hang", times: 1 });
  await expect(openSocket({ ...partsFor(workspace), callWithinMs: 100 })).rejects.toThrow();
  await workspace.close();
});

test("both sockets refreshed together leave no moment in which nobody hears", async () => {
  const workspace = await startWorkspace();
  const links = [linkTo(workspace), linkTo(workspace)];
  await Promise.all(links.map(({ opened }) => opened));
  await workspace.next(() => workspace.connections() === 2);
  let fewest = 2;
  const watching = workspace.next(() => {
    fewest = Math.min(fewest, workspace.connections());
    return workspace.calls.length === 4 && workspace.connections() === 2;
  });
  workspace.refresh({ all: true });
  await watching;
  expect(fewest).toBe(2);
  for (const link of links) link.close();
  await workspace.close();
});

function linkTo(workspace: { readonly appToken: string; readonly apiUrl: string }) {
  return createSocketLink({ ...partsFor(workspace), tried: () => {} });
}

function partsFor({ appToken, apiUrl }: { readonly appToken: string; readonly apiUrl: string }) {
  return { appToken, slackApiUrl: apiUrl, take: async () => {}, clock: systemClock, log: silentLog };
}

/** A socket that does what it is told. */
function socket() {
  const retiring = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  let closed = false;
  return {
    retiring: retiring.promise,
    gone: gone.promise,
    retire: retiring.resolve,
    die: gone.resolve,
    isClosed: () => closed,
    close: () => {
      closed = true;
      gone.resolve();
    },
  };
}

function given(open: () => Promise<Socket>) {
  const clock = handClock();
  const at: number[] = [];
  const link = createSocketLink({
    appToken: "xapp-test",
    slackApiUrl: "",
    take: async () => {},
    tried: () => {},
    open: () => {
      at.push(clock.now());
      return open();
    },
    clock,
    log: silentLog,
  });
  return { clock, link, tries: () => at };
}
