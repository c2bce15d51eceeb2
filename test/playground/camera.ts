// Pictures of a conversation for the README, where they are wanted: no browser is started otherwise.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { noBrowser, startBrowser } from "./browser.ts";

const docs = join(import.meta.dirname, "../../docs");

type Shot = {
  readonly as: string;
  readonly channel: string;
  readonly thread: string;
  readonly height: number;
};

export type Camera = {
  /** The page as somebody sees it with a thread open, once `words` are in it: they are brought into sight. */
  readonly page: (shot: Shot, words: string) => Promise<Buffer>;
  /** The thread alone. */
  readonly thread: (shot: Shot, words: string) => Promise<Buffer>;
  /** Side by side in one picture in docs/, where the README shows it; and the camera is put away. */
  readonly keep: (name: string, pictures: readonly Buffer[]) => Promise<void>;
};

/** Undefined but for `npm run picture`. */
export async function openCamera(origin: string): Promise<Camera | undefined> {
  if (!process.env.WHEELHOUSE_PICTURE) return undefined;
  const browser = await startBrowser();
  if (!browser) throw new Error(noBrowser);
  const page = await browser.newPage({ timezoneId: "UTC", locale: "en-GB", colorScheme: "light" });
  page.setDefaultTimeout(60_000);
  return {
    async page(shot, words) {
      await see(page, origin, shot, words);
      return page.screenshot(still);
    },
    async thread(shot, words) {
      await see(page, origin, shot, words);
      return page.locator("#thread").screenshot(still);
    },
    async keep(name, pictures) {
      writeFileSync(join(docs, name), await inRow(page, pictures));
      await browser.close();
    },
  };
}

const still = { animations: "disabled", caret: "hide" } as const;

async function see(page: Page, origin: string, { as, channel, thread, height }: Shot, words: string) {
  await page.setViewportSize({ width: 1280, height });
  await page.goto(`${origin}/#as=${as}&at=${channel}&thread=${thread}`);
  await page.reload();
  const last = page.locator("#thread-messages .message", { hasText: words }).last();
  await last.evaluate((element) => element.scrollIntoView({ block: "start" }));
  await page.mouse.move(0, 0);
}

/** WebP loses nothing at this quality, and takes a third of what PNG does. */
async function inRow(page: Page, pictures: readonly Buffer[]): Promise<Buffer> {
  const sources = JSON.stringify(pictures.map((png) => `data:image/png;base64,${png.toString("base64")}`));
  const url = await page.evaluate<string>(`(async () => {
    const gap = 16;
    const images = await Promise.all(${sources}.map(async (src) => {
      const image = Object.assign(new Image(), { src });
      await image.decode();
      return image;
    }));
    const canvas = document.createElement("canvas");
    canvas.width = images.reduce((sum, { width }) => sum + width, gap * (images.length - 1));
    canvas.height = Math.max(...images.map(({ height }) => height));
    const pen = canvas.getContext("2d");
    let left = 0;
    for (const image of images) {
      pen.drawImage(image, left, 0);
      left += image.width + gap;
    }
    return canvas.toDataURL("image/webp", 1);
  })()`);
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}
