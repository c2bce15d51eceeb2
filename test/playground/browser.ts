// Finds and starts the Chromium that is installed. Nothing is downloaded.
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const places = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

export const noBrowser = "no Chromium found: set CHROMIUM to its path to try the page in a real browser";

/** Undefined where none is installed; an error where one must be (CI). */
export async function startBrowser(): Promise<Browser | undefined> {
  const executablePath = places.find((path) => path && existsSync(path));
  if (!executablePath && process.env.CI) throw new Error(noBrowser);
  if (!executablePath) {
    console.warn(`The page was not tried: ${noBrowser}`);
    return undefined;
  }
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
