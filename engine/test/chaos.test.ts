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
    "refused in a crowd": z.number(),
    "refused in a crowd, and given up": z.number(),
    "taken in a crowd when asked again": z.number(),
    "acknowledged runs under way at a death": z.number(),
  }),
  ends: z.record(z.string(), z.number()),
  violations: z.array(z.object({ law: z.string(), what: z.string() })),
  caught: z.array(z.object({ sabotage: z.string(), law: z.string().nullable() })),
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

test(`nothing acknowledged is lost and every result is right through ${KILLS} kills, a freeze, a full disk and a crowd`, {
  timeout: 240_000,
}, async () => {
  const { exitCode, told, report } = await chaos(
    "--kills",
    String(KILLS),
    "--seconds",
    "3",
    "--full-disks",
    "1",
    "--crowds",
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
  // Somebody who is refused at once and never comes again, and somebody who does.
  expect(caused["refused in a crowd"]).toBeGreaterThan(caused["refused in a crowd, and given up"]);
  expect(caused["refused in a crowd, and given up"]).toBeGreaterThan(0);
  expect(caused["taken in a crowd when asked again"]).toBeGreaterThan(0);
  expect(report.ends.Completed).toBeGreaterThan(KILLS);
  expect(report.ends.Terminated).toBeGreaterThan(0);
  expect(report.ends.unknown).toBe(undefined);
});

/** What is done wrong on purpose; what stands together breaks different laws and is done in one run. */
const SABOTAGES = [
  ["lose-acknowledged"],
  ["roll-back"],
  ["wrong-result", "double-apply", "skip-signal"],
  ["forget-request-id", "lose-money"],
  ["begin-refused"],
  ["forget-run", "invent-run", "change-record", "change-history", "undo-termination"],
];

describe.concurrent("the audit notices", () => {
  test.each(SABOTAGES.map((names) => names.join()))("%s", { timeout: 240_000 }, async (names) => {
    const { exitCode, told, report } = await chaos(
      ...[
        "--kills",
        "2",
        "--seconds",
        "1",
        "--full-disks",
        "0",
        "--crowds",
        names === "begin-refused" ? "1" : "0",
        "--in-flight",
        "12",
        "--threads",
        "1",
      ],
      ...["--sabotage", names],
    );
    expect(exitCode, told).toBe(1);
    expect(report.caught.map(({ sabotage }) => sabotage)).toEqual(names.split(","));
    for (const { sabotage, law } of report.caught) expect(law, `${sabotage}: ${told}`).not.toBeNull();
  });
});
