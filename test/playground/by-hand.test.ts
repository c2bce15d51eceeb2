// What a new user does after `npm run playground`: asks, breaks something, asks again, clicks. Makes the README's picture.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Playground, startPlayground } from "../../playground/start.ts";
import { noBrowser, startBrowser } from "./browser.ts";
import { animated, type Frame } from "./moving-picture.ts";

const picture = join(import.meta.dirname, "../../docs/playground.png");
const moving = join(import.meta.dirname, "../../docs/approval.png");
const frames: Frame[] = [];

let browser: Browser | undefined;
let playground: Playground;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  browser = await startBrowser();
  if (!browser) return;
  playground = await startPlayground();
  page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    timezoneId: "UTC",
    locale: "en-GB",
  });
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  await page.goto(`${playground.workspace.origin}/#as=U0ANN&at=C0OPS`);
});

beforeEach((context) => {
  if (!browser) context.skip(noBrowser);
});

afterEach(() => {
  expect(troubles).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await playground?.close();
});

test("the first hint on the page is answered", async () => {
  await page.getByText("/k8s status").first().click();
  await page.keyboard.press("Enter");
  await see("home is healthy: 3 of 3 nodes ready");
});

test("a switch in the menu breaks the cluster, and Refresh shows it in the same message", async () => {
  await page.getByRole("button", { name: "Break something", exact: true }).first().click();
  await page.getByRole("switch", { name: /Raspberry Pi off/ }).click();
  await page.keyboard.press("Escape");
  await notReady();
  await page.getByRole("button", { name: "Refresh" }).last().click();
  await see("home has 1 problem: pi-1 has been NotReady");
  await see("2 of 3 nodes ready");
  await see("pi-1 has been NotReady");
});

test("Details opens a thread below the message", async () => {
  await page.getByRole("button", { name: "Details" }).last().click();
  await page.getByText("1 reply").first().click();
  await see("Kubelet stopped posting node status");
});

test("a command without its argument opens a form with a menu", async () => {
  await say("/k8s pod logs");
  const form = page.getByRole("dialog");
  await form.getByRole("combobox").first().click();
  await form
    .getByRole("option", { name: /coredns/ })
    .first()
    .click();
  await form.getByRole("button", { name: "Run" }).click();
  await see(/container coredns: the last/);
});

test("a mistake is answered to the person only", async () => {
  await say("/k8s stauts");
  await see("Did you mean");
  await see("Only visible to you");
});

test("the guest sees that nothing happens", async () => {
  await playground.workspace.settled({ quietMs: 300 });
  const before = playground.workspace.calls.filter(({ method }) => method.startsWith("chat.")).length;
  await page.goto(`${playground.workspace.origin}/#as=U0GUS&at=C0OPS`);
  await page.reload();
  await say("/k8s status");
  await playground.workspace.settled({ quietMs: 300 });
  expect(playground.workspace.calls.filter(({ method }) => method.startsWith("chat."))).toHaveLength(before);
});

test("the Home tab shows the cluster's verdict", async () => {
  await page.goto(`${playground.workspace.origin}/#as=U0BOB&at=home`);
  // What comes too late is not published, and whoever sees nothing opens it again.
  await expect.poll(opened).toBe(true);
  await see("You are approver and viewer.");

  async function opened(): Promise<boolean> {
    await page.reload();
    const verdict = page.getByText("Your clusters").last();
    return verdict.waitFor({ timeout: 15_000 }).then(
      () => true,
      () => false,
    );
  }
});

test("the picture of the README can be taken", async () => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(`${playground.workspace.origin}/#as=U0ANN&at=C0GENERAL`);
  await page.reload();
  await playground.scenarios.toggle("pi-off");
  await playground.scenarios.toggle("kube-proxy-amd64-image");
  await say("/k8s status");
  await see(/not ready on pi-1.*is for amd64 only/);
  await page.mouse.move(0, 0);
  const path = process.env.WHEELHOUSE_PICTURE ? { path: picture } : {};
  const image = await page.screenshot({ ...path, animations: "disabled", caret: "hide" });
  expect(image.byteLength).toBeGreaterThan(30_000);
});

test("one person asks for a change, another reads it, confirms and sees it done", async () => {
  await page.setViewportSize({ width: 960, height: 560 });
  await become("U0ANN");
  await page.getByRole("textbox").first().fill("/k8s node cordon worker1 --reason kernel upgrade");
  await film(1_800);
  await page.keyboard.press("Enter");
  await see("🟡 Cordon worker1 on home");
  await film(2_500);
  await become("U0BOB");
  await see("🟡 Cordon worker1 on home");
  await film(1_800);
  await page.getByRole("button", { name: "Approve" }).last().click();
  const confirm = page.getByRole("dialog");
  await confirm.getByText("Cordon worker1 on home").waitFor();
  await film(1_800);
  await confirm.getByRole("button", { name: "Approve" }).click();
  await see("Cordon worker1 on home is done");
  await film(3_000);
  await page
    .getByText(/repl(y|ies)/)
    .last()
    .click();
  await see(/Asked by|proposed/);
  await film(3_000);
  if (process.env.WHEELHOUSE_PICTURE) writeFileSync(moving, animated(frames));
});

test("a denial asks for its reason in a form", async () => {
  await become("U0ANN");
  await say("/k8s node uncordon worker1");
  await see("🟡 Uncordon worker1 on home");
  await become("U0BOB");
  await page.getByRole("button", { name: "Deny…" }).last().click();
  const form = page.getByRole("dialog");
  await form.getByRole("textbox").fill("not before the backup");
  await form.getByRole("button", { name: "Deny" }).click();
  await see("Uncordon worker1 on home was denied");
});

/** A frame of the README's moving picture, where that is wanted. */
async function film(ms: number): Promise<void> {
  if (!process.env.WHEELHOUSE_PICTURE) return;
  await page.mouse.move(0, 0);
  frames.push({ png: await page.screenshot({ animations: "disabled", caret: "hide" }), ms });
}

async function say(text: string): Promise<void> {
  const box = page.getByRole("textbox").first();
  await box.fill(text);
  await box.press("Enter");
}

async function see(text: string | RegExp): Promise<void> {
  await page.getByText(text).last().waitFor();
}

async function become(person: string): Promise<void> {
  await page.goto(`${playground.workspace.origin}/#as=${person}&at=C0OPS`);
  await page.reload();
}

/** Until the node is marked in the API; the bot hears of it by its watch a moment later. */
async function notReady(): Promise<void> {
  await playground.workspace.next(() => playground.scenarios.list().some(({ active }) => active));
  playground.cluster.settle();
}
