// A shared connection: a channel that sshd refuses costs nobody an answer.
import { EventEmitter } from "node:events";
import type { Client } from "ssh2";
import { expect, test } from "vitest";
import { createLink } from "#src/hosts/connection/link.ts";
import { limits } from "#src/hosts/limits.ts";

const signal = new AbortController().signal;

test("a connection without a free channel is replaced, and closed when the last has left it", async () => {
  const opened: string[] = [];
  const ended: string[] = [];
  const open = async () => {
    const name = `connection ${opened.length + 1}`;
    opened.push(name);
    return { name, once: () => {}, end: () => ended.push(name) } as unknown as Client;
  };
  const link = createLink(open, limits);
  const { promise: stays, resolve: leave } = Promise.withResolvers<void>();
  const long = link.use(() => stays, signal);

  const refused = Object.assign(new Error("open failed"), { reason: 2 });
  const asked = link.use(async (client) => {
    if ((client as unknown as { name: string }).name === "connection 1") throw refused;
    return "answered";
  }, signal);

  expect(await asked).toBe("answered");
  expect(ended).toEqual([]);
  leave();
  await long;
  await Promise.resolve();
  expect(ended).toEqual(["connection 1"]);
  link.close();
});

test("a connection whose machine has ended its half takes nobody new", async () => {
  const opened: EventEmitter[] = [];
  const open = async () => {
    const client = Object.assign(new EventEmitter(), { end: () => {} });
    opened.push(client);
    return client as unknown as Client;
  };
  const link = createLink(open, limits);
  await link.use(async () => {}, signal);
  opened[0]?.emit("end");
  await link.use(async () => {}, signal);
  expect(opened).toHaveLength(2);
  link.close();
});

test("what fails otherwise is not tried again", async () => {
  let times = 0;
  const open = async () => ({ once: () => {}, end: () => {} }) as unknown as Client;
  const link = createLink(open, limits);
  const asked = link.use(async () => {
    times++;
    throw new Error("no");
  }, signal);
  await expect(asked).rejects.toThrow("no");
  expect(times).toBe(1);
  link.close();
});
