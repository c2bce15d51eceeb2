// What somebody who tries it sees of an incident in two minutes: told, taken, over. Makes the README's second picture.
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { alerts, playgroundSettings } from "../../playground/settings.ts";
import { type Playground, startPlayground } from "../../playground/start.ts";
import { noBrowser, startBrowser } from "./browser.ts";

const picture = join(import.meta.dirname, "../../docs/incident.png");
let browser: Browser | undefined;
let playground: Playground;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  browser = await startBrowser();
  if (!browser) return;
  playground = await startPlayground({ settings: `${playgroundSettings}${alerts}` });
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

test("what broke is told in #alerts once its time has passed, and the channel is marked unread", async () => {
  await toggle(/Raspberry Pi off/);
  await leap("1 minute");
  expect(await unread()).toBe(0);
  await leap("3 minutes");
  await expect.poll(unread).toBe(1);
  await page.getByRole("button", { name: "alerts" }).click();
  await see(/pi-1 has been NotReady/);
  await see("Nobody has taken it.");
});

test("what nobody takes is called out in its thread, and told again", async () => {
  await leap("10 minutes");
  await page
    .getByRole("button", { name: /repl(y|ies)/ })
    .first()
    .click();
  const thread = page.locator("#thread-messages");
  await thread.getByText("Nobody has taken this").waitFor();
  await thread.getByText("Still so, and nobody has taken it").waitFor();
});

test("somebody takes it, and the card says who", async () => {
  await page.locator("#messages").getByRole("button", { name: "I take it" }).click();
  await page.locator("#messages").getByText("Taken").waitFor();
  await page.locator("#thread-messages").getByText("takes it").waitFor();
  const path = process.env.WHEELHOUSE_PICTURE ? { path: picture } : {};
  await page.mouse.move(0, 0);
  const image = await page.screenshot({ ...path, animations: "disabled", caret: "hide" });
  expect(image.byteLength).toBeGreaterThan(30_000);
});

test("once it is mended it is over, in the same message", async () => {
  await toggle(/Raspberry Pi off/);
  await leap("3 minutes");
  await page
    .locator("#messages")
    .getByText(/Resolved: pi-1/)
    .waitFor();
  expect(
    playground.workspace.visible({ as: "U0ANN", channel: "C0ALERTS" }).filter(({ thread_ts }) => !thread_ts),
  ).toHaveLength(1);
});

async function toggle(scenario: RegExp): Promise<void> {
  await page.locator("#break-button").click();
  await page.getByRole("switch", { name: scenario }).click();
  await page.keyboard.press("Escape");
}

/** As a person does: a click, and then the minutes are over. */
async function leap(words: string): Promise<void> {
  await page.getByRole("button", { name: "Let time pass" }).click();
  const over = page.waitForResponse((response) => response.url().endsWith("/console/leap"), {
    timeout: 60_000,
  });
  await page.getByRole("button", { name: words, exact: true }).click();
  await over;
}

async function unread(): Promise<number> {
  const count = page.locator('.side-entry[data-at="C0ALERTS"] .unread-count');
  return (await count.count()) === 0 ? 0 : Number(await count.textContent());
}

async function see(text: string | RegExp): Promise<void> {
  await page.locator("#messages").getByText(text).last().waitFor();
}
