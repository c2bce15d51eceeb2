import { expect, test } from "vitest";
import { createRedactor } from "#src/base/redact.ts";
import { crashing, givenCluster, givenContainer, givenCrashingPod, givenPod } from "../../given.ts";
import { ask, hostile, textsOf } from "../ask.ts";

const at = "default/web-5d4f8-abcde";
const one = (log: string) => givenCluster({ pods: [givenPod()], logs: { [`${at}/app`]: log } });

test("a short log is shown whole", async () => {
  const { answer, faults } = await ask("logs web", one("listening on :8080\nready\n"));

  expect(answer.headline).toBe(`${at}, container app: the last 2 lines`);
  expect(answer.parts[0]).toEqual({ kind: "code", text: "listening on :8080\nready\n" });
  expect(answer.file).toBeUndefined();
  expect(faults).toEqual([]);
});

test.each([
  ["", `${at}, container app: the log is empty`],
  ["only\n", `${at}, container app: 1 line`],
])("a log of %j is told in a sentence", async (log, headline) => {
  expect((await ask("logs web", one(log))).answer.headline).toBe(headline);
});

test("a long log comes as a file, and its end is shown", async () => {
  const log = Array.from({ length: 500 }, (_, line) => `line ${line}`).join("\n");
  const { answer, message, faults } = await ask("logs web --tail 500", one(log));

  expect(answer.file).toEqual({ name: "web-5d4f8-abcde-app.log", content: log });
  expect(textsOf(message)).toContain("line 499");
  expect(textsOf(message)).not.toContain("line 1\\n");
  expect(faults).toEqual([]);
});

test("one line of five megabytes is cut", async () => {
  const { faults, message } = await ask("logs web", one("x".repeat(5 << 20)));
  expect(faults).toEqual([]);
  expect(textsOf(message).length).toBeLessThan(12_000);
});

test("the container in trouble is the one that is meant", async () => {
  const containers = [givenContainer({ name: "proxy" }), crashing({ name: "app" })];
  const pods = [givenCrashingPod({ containers })];
  const { answer } = await ask(
    "logs web -p",
    givenCluster({ pods, logs: { [`${at}/app/previous`]: "panic\n" } }),
  );

  expect(answer.headline).toBe(`${at}, container app, before the restart: 1 line`);
  expect(answer.parts.at(-1)).toEqual({ kind: "text", text: "Other containers: proxy." });
  expect(answer.buttons?.[0]?.line).toBe(
    `pod logs ${at} --container=app --previous --tail=200 --cluster=home`,
  );
});

test("a container that is not there is refused with those there are", async () => {
  await expect(ask("logs web -c nope", one(""))).rejects.toMatchObject({
    message: `${at} has no container nope.`,
    hint: "It has app.",
  });
});

test("colours are gone, so that they hide no secret from the redactor", async () => {
  const { answer } = await ask("logs web", one("\u001b[36mpassword\u001b[0m=hunter2-S3ntinel\n"));
  expect(createRedactor([])(JSON.stringify(answer.parts))).not.toContain("S3ntinel");
});

test("a secret at the edge of what is shown keeps the beginning that gives it away", async () => {
  const log = `password=${"s3ntinel".repeat(20)} ${"y".repeat(2_400)}`;
  const { answer } = await ask("logs web", one(log));
  expect(createRedactor([])(JSON.stringify(answer.parts))).not.toContain("s3ntinel");
});

test("nothing in a log is drawn as anything but text", async () => {
  const { message, faults } = await ask("logs web", one(`${hostile}\n`.repeat(50)));
  expect(faults).toEqual([]);
  expect(message.text).not.toContain("<!channel>");
});
