import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
/** `npm test` names the Chromium it found; run alone, these tests look in the usual places, then take Playwright's own. */
const executablePath = process.env.CHROMIUM_PATH ?? INSTALLED.find((place) => existsSync(place));

/** Quiet and the same everywhere; without a sandbox and shared memory, so that it also starts in a container. */
const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** How much slower than this machine a page is made (`e2e/fixtures.ts`); whoever waits for it waits as much longer. */
const SLOWDOWN = Math.max(1, Number(process.env.E2E_SLOWDOWN ?? 1));

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // Each test has a server of its own; two at once would measure the machine and not Dacapo.
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  timeout: 120_000 * SLOWDOWN,
  expect: { timeout: 15_000 * SLOWDOWN },
  reporter: [["list"]],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    colorScheme: "light",
    actionTimeout: 15_000 * SLOWDOWN,
    navigationTimeout: 15_000 * SLOWDOWN,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: { args: CHROMIUM_ARGS, ...(executablePath !== undefined && { executablePath }) },
  },
});
