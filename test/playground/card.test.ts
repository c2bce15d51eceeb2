// A card as people see it: on a phone and on a desktop, light and dark.
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Playground, startPlayground } from "../../playground/start.ts";
import { changes } from "../scenarios/changes.ts";
import { noBrowser, startBrowser } from "./browser.ts";

/** Half of what a drain's card took before it was made compact, pixels on a phone; one more, as lines end between two. */
const tallest = 1_245 / 2 + 1;
const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 800 };

let browser: Browser | undefined;
let playground: Playground;

beforeAll(async () => {
  browser = await startBrowser();
  if (!browser) return;
  playground = await startPlayground();
  const { propose } = changes(playground);
  await propose("/k8s node drain worker1 --delete-emptydir-data --reason 'kernel upgrade'");
});

beforeEach((context) => {
  if (!browser) context.skip(noBrowser);
});

afterAll(async () => {
  await browser?.close();
  await playground?.close();
});

test.each([
  { on: "a phone", viewport: phone, colorScheme: "light" },
  { on: "a phone", viewport: phone, colorScheme: "dark" },
  { on: "a desktop", viewport: desktop, colorScheme: "light" },
  { on: "a desktop", viewport: desktop, colorScheme: "dark" },
] as const)("a drain's card and its buttons are on the first screen of $on, $colorScheme", async (given) => {
  const { page, card } = await opened(given);
  await card.getByRole("button", { name: "Approve…" }).waitFor();
  const box = await card.boundingBox();
  expect(box?.height).toBeGreaterThan(100);
  expect(box?.height).toBeLessThanOrEqual(tallest);
  await card.evaluate((element) => element.scrollIntoView({ block: "start" }));
  for (const name of ["Approve…", "Deny…", "Cancel", "Exact calls"])
    expect(await isOnScreen(page, card.getByRole("button", { name }))).toBe(true);
  const isCut = await card.evaluate((element) => element.scrollWidth > element.clientWidth);
  expect(isCut).toBe(false);
  await page.close();
});

test("whoever presses the button reads each call over the card, on a phone too", async () => {
  const { page, card } = await opened({ viewport: phone, colorScheme: "light" });
  await card.getByRole("button", { name: "Exact calls" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByText("PATCH /api/v1/nodes/worker1").waitFor();
  await sheet.getByText("the emptyDir data of Deployment media/jellyfin").waitFor();
  await page.close();
});

type Given = { readonly viewport: typeof phone; readonly colorScheme: "light" | "dark" };

async function opened({ viewport, colorScheme }: Given): Promise<{ page: Page; card: Locator }> {
  if (!browser) throw new Error(noBrowser);
  const page = await browser.newPage({ viewport, colorScheme, timezoneId: "UTC", locale: "en-GB" });
  page.setDefaultTimeout(60_000);
  await page.goto(`${playground.workspace.origin}/#as=U0BOB&at=C0OPS`);
  const card = page.locator("#messages .message").last();
  await card.waitFor();
  return { page, card };
}

async function isOnScreen(page: Page, button: Locator): Promise<boolean> {
  const box = await button.boundingBox();
  const { height = 0 } = page.viewportSize() ?? {};
  return box !== null && box.y >= 0 && box.y + box.height <= height;
}
