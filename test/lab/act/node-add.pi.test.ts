// An arm64 machine becomes a node of an amd64 cluster: one line in Slack, and one approval by somebody else.
import "../hosts/own-lab.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { kubernetesVersions } from "../build/versions.ts";
import { cluster } from "../cluster/cluster.ts";
import { kubectl } from "../cluster/kubectl.ts";
import { type Conversation, startConversation } from "../end-to-end/conversation.ts";
import { eventually } from "../end-to-end/given.ts";
import { down } from "../hosts/down.ts";
import { hostRecord } from "../hosts/records.ts";
import { up } from "../hosts/up.ts";
import { pushWorkerImages } from "../pi/images.ts";
import { upPi } from "../pi/up.ts";
import { changes, ended } from "./changes.ts";

const minutes = 60_000;
let chat: Conversation;
beforeAll(async () => {
  await down();
  await up(["cp1"]);
  await upPi("pi1");
  await cluster({ hosts: ["cp1"] });
  await pushWorkerImages();
  chat = await startConversation();
  await eventually(() => chat.ask("status"), /live$/);
  await changes(chat).trust("pi1");
}, 60 * minutes);
afterAll(async () => {
  await chat?.close();
  await down();
});

test("an arm64 machine becomes a Ready node by one line and one approval", {
  timeout: 30 * minutes,
}, async () => {
  const { propose, approve, isIntact } = changes(chat);
  const operation = await propose(`add node pi1 ${hostRecord("pi1").address}`);
  await approve(operation);
  // Emulated, it takes some ten times as long.
  const said = await eventually(() => chat.ask(`operation show ${operation}`), ended, 20 * minutes);
  expect(said).toContain("is succeeded");
  const format =
    '{.status.nodeInfo.architecture} {.status.nodeInfo.kubeletVersion} {.status.conditions[?(@.type=="Ready")].status}';
  expect(await kubectl(["get", "node", "pi1", `--output=jsonpath=${format}`])).toBe(
    `arm64 v${kubernetesVersions[0].version} True`,
  );
  await isIntact();
});
