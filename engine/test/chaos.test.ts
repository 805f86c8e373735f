import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { temporaryDirectory } from "./support/temporary-directory.js";

const PROGRAM = fileURLToPath(new URL("../chaos/main.mjs", import.meta.url));

const reportSchema = z.object({
  caused: z.looseObject({
    kills: z.number(),
    "closed gracefully": z.number(),
    "stopped for a while": z.number(),
    "full disks": z.number(),
    "acknowledged runs under way at a death": z.number(),
    sabotages: z.number(),
  }),
  ends: z.record(z.string(), z.number()),
  violations: z.array(z.object({ law: z.string(), what: z.string() })),
  passed: z.number(),
  failed: z.number(),
});

/** Runs `npm run chaos` as a program of its own, in a directory that is removed. */
async function chaos(...args: readonly string[]) {
  const directory = temporaryDirectory("chaos-test");
  const child = spawn(process.execPath, [PROGRAM, "--json", "--dir", directory.path, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [printed, told, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  directory.remove();
  if (printed === "") throw new Error(`it printed no report:\n${told}`);
  return { exitCode, told, report: reportSchema.parse(JSON.parse(printed)) };
}

const KILLS = 5;
const OPENINGS = ["--threads", "0,1,2", "--mode", "local,global,conservative"];

test(`nothing acknowledged is lost and every result is right through ${KILLS} kills, a freeze and a full disk`, {
  timeout: 240_000,
}, async () => {
  const { exitCode, told, report } = await chaos(
    "--kills",
    String(KILLS),
    "--seconds",
    "3",
    "--full-disks",
    "1",
    ...OPENINGS,
  );
  expect(report.violations, told).toEqual([]);
  expect(exitCode).toBe(0);
  const { caused } = report;
  expect(caused.kills).toBeGreaterThanOrEqual(KILLS);
  expect(caused["closed gracefully"]).toBe(1);
  expect(caused["stopped for a while"]).toBe(1);
  // A run of it in which nothing was under way when the process died would show nothing.
  expect(caused["acknowledged runs under way at a death"]).toBeGreaterThan(KILLS);
  expect(report.ends.Completed).toBeGreaterThan(KILLS);
  expect(report.ends.Terminated).toBeGreaterThan(0);
  expect(report.ends.unknown).toBe(undefined);
});

/** What is done wrong on purpose, and the laws of which it must break at least one. */
const SABOTAGES = {
  "lose-acknowledged": ["what was acknowledged is there", "the hub opens again"],
  "roll-back": ["what was acknowledged is there"],
  "wrong-result": ["a result is what it must be"],
  "forget-request-id": ["a repeated request is the same start", "a list shows exactly what was acknowledged"],
  "double-apply": ["each transfer moved its amount once"],
  "lose-money": ["money is conserved"],
  "skip-signal": ["each signal counts once"],
  "forget-run": ["a list shows exactly what was acknowledged"],
  "invent-run": ["what was acknowledged is there"],
  "change-record": ["a finished record stays as it is"],
  "change-history": ["a history only grows"],
  "undo-termination": ["what was terminated stays so"],
};

describe.concurrent("the audit notices", () => {
  test.each(Object.entries(SABOTAGES))("%s", { timeout: 240_000 }, async (name, laws) => {
    const { exitCode, told, report } = await chaos(
      ...[
        "--kills",
        "2",
        "--seconds",
        "1",
        "--full-disks",
        "0",
        "--in-flight",
        "12",
        "--seed",
        "1",
        "--sabotage",
        name,
      ],
    );
    expect(report.caused.sabotages).toBe(1);
    expect(exitCode, told).toBe(1);
    expect(
      report.violations.map(({ law }) => law),
      told,
    ).toEqual(expect.arrayContaining([expect.toBeOneOf(laws)]));
  });
});
