// Finds a Chromium for the end-to-end tests, or installs one. It never lets them be skipped.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { root } from "./build-steps.mjs";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

async function playwrightsOwn() {
  const { chromium } = await import("@playwright/test");
  const place = chromium.executablePath();
  return existsSync(place) ? place : undefined;
}

const tried = (command, args, timeoutMs) =>
  spawnSync(command, args, { cwd: root, stdio: "inherit", timeout: timeoutMs }).status === 0;

/** The path of a Chromium that exists. Throws a sentence that says what was tried. */
export async function chromiumPath() {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, where there is no file. Correct it, or leave it out.`);
  }
  const found = PLACES.find((place) => existsSync(place)) ?? (await playwrightsOwn());
  if (found !== undefined) return found;

  console.log("No Chromium on this machine: installing Playwright's …");
  const cli = path.join(root, "node_modules/@playwright/test/cli.js");
  if (tried(process.execPath, [cli, "install", "chromium"], 300_000)) {
    const own = await playwrightsOwn();
    if (own !== undefined) return own;
  }
  if (existsSync("/usr/bin/apt-get") && process.getuid?.() === 0) {
    console.log("That did not work: installing the distribution's package …");
    const apt = ["install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"];
    if (tried("apt-get", ["update"], 300_000) && tried("apt-get", apt, 900_000)) {
      const installed = PLACES.find((place) => existsSync(place));
      if (installed !== undefined) return installed;
    }
  }
  throw new Error(
    "The end-to-end tests need Chromium, and none could be found or installed. Install Chromium or Chrome, set CHROMIUM_PATH to it if it lies in an unusual place, and run npm test again.",
  );
}
