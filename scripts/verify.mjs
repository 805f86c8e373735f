// npm run check: format, lint, layers, types, unit tests, migrations, build. npm test: the same, and
// the end-to-end tests in Chromium. Every part runs even if one before it failed, so that one run
// tells all there is to tell; the closing line counts tests, and a failed part counts as one.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bringUpToDate, checkNodeVersion, installIfStale, root, run } from "./build-steps.mjs";

const bin = (file) => [process.execPath, path.join(root, "node_modules", file)];
const reports = mkdtempSync(path.join(tmpdir(), "dacapo-verify-"));
const withBrowser = process.argv.includes("--browser");

/** Counts a test runner's JSON report; a report that is missing is a run that did not happen. */
function counted(file, read) {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  return read(JSON.parse(readFileSync(file, "utf8")));
}

async function tests(command, file, read, env) {
  let broke = false;
  await run(command, { env }).catch((error) => {
    broke = true;
    console.error(error.message);
  });
  const { passed, failed } = counted(file, read);
  return { passed, failed: broke ? Math.max(1, failed) : failed };
}

const unitReport = path.join(reports, "unit.json");
const browserReport = path.join(reports, "browser.json");

const none = { passed: 0, failed: 0 };
const parts = [
  [
    "format and lint",
    () => run([...bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."]).then(() => none),
  ],
  ["layer rules bite", () => run([process.execPath, path.join(root, "scripts/lint-proof.mjs")]).then(() => none)],
  ["parts that the checks need", () => bringUpToDate(["engine", "database", "assets"]).then(() => none)],
  [
    "types",
    async () => {
      await run([...bin("typescript/bin/tsc"), "-p", "engine/tsconfig.test.json"]);
      await run([...bin("typescript/bin/tsc"), "-p", "engine/tsconfig.bench.json"]);
      await run([...bin("typescript/bin/tsc"), "-p", "engine/tsconfig.chaos.json"]);
      await run([...bin("typescript/bin/tsc"), "--noEmit"]);
      return none;
    },
  ],
  [
    "unit tests and migrations",
    () =>
      tests(
        [
          ...bin("vitest/vitest.mjs"),
          "run",
          "--reporter=default",
          "--reporter=json",
          `--outputFile.json=${unitReport}`,
        ],
        unitReport,
        (report) => ({
          passed: report.numPassedTests,
          failed: report.numFailedTests + report.numPendingTests + report.numTodoTests,
        }),
        {},
      ),
  ],
  ["build", () => bringUpToDate(["app"]).then(() => none)],
];

if (withBrowser) {
  parts.push([
    "end to end in Chromium",
    async () => {
      const { chromiumPath } = await import("./chromium.mjs");
      return tests(
        [...bin("@playwright/test/cli.js"), "test", "--reporter=list,json"],
        browserReport,
        ({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped }),
        { CHROMIUM_PATH: await chromiumPath(), PLAYWRIGHT_JSON_OUTPUT_FILE: browserReport },
      );
    },
  ]);
}

checkNodeVersion();
await installIfStale();
const total = { passed: 0, failed: 0 };
const broken = [];
for (const [name, part] of parts) {
  const startedMs = Date.now();
  console.log(`\n── ${name}`);
  const { passed, failed } = await part().catch((error) => {
    console.error(error.message);
    return { passed: 0, failed: 1 };
  });
  total.passed += passed;
  total.failed += failed;
  if (failed > 0) broken.push(name);
  const counts = passed + failed > 0 ? `: ${passed} passed, ${failed} failed` : "";
  console.log(`── ${name}${counts} (${((Date.now() - startedMs) / 1000).toFixed(1)} s)`);
}
rmSync(reports, { recursive: true });

if (broken.length > 0) console.log(`\nFailed: ${broken.join("; ")}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
