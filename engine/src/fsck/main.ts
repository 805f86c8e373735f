import path from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { type DirectoryLock, lockDirectory } from "../storage/file/directory-lock.js";
import { filePayloads } from "../storage/file/file-payloads.js";
import { payloadsDirectory } from "../storage/file/layout.js";
import { nodeFiles } from "../storage/file/node-files.js";
import { explain, explainTidying } from "./explain.js";
import { repairLog } from "./repair.js";
import { explainRepair, planRepair, type RepairPlan } from "./repair-plan.js";
import { damageOf, type Survey, survey } from "./survey.js";
import { counted, sized } from "./words.js";

const USAGE = `Usage: fsck DIR [--verify] [--repair [--yes]]

  DIR        a data directory; the server's is the folder "engine" in its DATA_DIR
  --verify   reads everything: every record, every entry of the snapshot, every large text
  --repair   says what a repair would do and cost, asks, and does it; --yes does not ask. Where nothing is
             damaged it reads everything, and offers to remove large texts that nothing refers to

Nothing is changed without --repair and consent. Ends with 0 when all is well, 1 when something is
damaged, 2 when it could not look.
`;

const CLEAN = 0;
const DAMAGED = 1;
const NOT_LOOKED = 2;

interface Wish {
  readonly directory: string;
  readonly verify: boolean;
  readonly repair: boolean;
  readonly yes: boolean;
}

const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join("\n")}\n`);
const complain = (text: string): void => void process.stderr.write(text);

async function main(): Promise<number> {
  const wish = wishOf(process.argv.slice(2));
  if (wish === undefined) {
    complain(USAGE);
    return NOT_LOOKED;
  }
  const { directory } = wish;
  // Looked for first, because taking the lock makes a folder.
  if (!nodeFiles.exists(directory) || survey(directory, nodeFiles, false).kind === "not a data directory") {
    print(explain({ kind: "not a data directory", directory }));
    return NOT_LOOKED;
  }
  const lock = await takeLock(directory);
  if (lock === undefined) return NOT_LOOKED;
  try {
    return await look(wish);
  } finally {
    await lock.release();
  }
}

async function look(wish: Wish): Promise<number> {
  const surveyed = survey(wish.directory, nodeFiles, wish.verify);
  print(explain(surveyed));
  if (!wish.repair) return damageOf(surveyed).length === 0 ? CLEAN : DAMAGED;
  return await repair(surveyed, wish);
}

async function repair(surveyed: Survey, { directory, yes, verify }: Wish): Promise<number> {
  const plan = planRepair(surveyed, filePayloads(payloadsDirectory(directory), nodeFiles));
  const rescued = path.join(directory, "rescued", new Date().toISOString().replaceAll(":", "-"));
  const logCount = surveyed.kind === "surveyed" ? surveyed.logs.length : 0;
  print(["", ...explainRepair(plan, logCount, rescued)]);
  if (plan.kind === "nothing to repair") return await tidy(surveyed, directory, yes);
  if (plan.kind === "beyond repair") return DAMAGED;
  if (!yes && !(await consents())) {
    print(["Nothing was changed."]);
    return DAMAGED;
  }
  perform(plan, rescued);
  const after = survey(directory, nodeFiles, verify);
  print(["", "Repaired. This is how it is now:", "", ...explain(after)]);
  return damageOf(after).length === 0 ? CLEAN : DAMAGED;
}

/** Removes large texts that nothing refers to, once everything was read and nothing is damaged. */
async function tidy(surveyed: Survey, directory: string, yes: boolean): Promise<number> {
  const isRead = surveyed.kind === "surveyed" && surveyed.texts.kind !== "not read";
  const whole = isRead ? surveyed : survey(directory, nodeFiles, true);
  if (whole.kind !== "surveyed" || whole.texts.kind !== "counted") {
    print(["But not all of it can be read:", "", ...explain(whole)]);
    return DAMAGED;
  }
  const { referred, unreferred } = whole.texts;
  if (unreferred.files === 0) return CLEAN;
  print(["", ...explainTidying(unreferred, nodeFiles.exists(path.join(directory, "rescued")))]);
  if (!yes && !(await consents())) {
    print(["Nothing was changed."]);
    return CLEAN;
  }
  const { files, bytes } = filePayloads(payloadsDirectory(directory), nodeFiles).sweep(referred);
  print([`Removed ${counted(files, "file")}, ${sized(bytes)}.`]);
  return CLEAN;
}

function perform(plan: Extract<RepairPlan, { kind: "repair" }>, rescued: string): void {
  for (const log of plan.logs) repairLog(log, nodeFiles, rescued);
}

async function consents(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    print(["Nobody is there to be asked; --yes consents."]);
    return false;
  }
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await asking.question('Type "yes" to do this: ')).trim() === "yes";
  } finally {
    asking.close();
  }
}

async function takeLock(directory: string): Promise<DirectoryLock | undefined> {
  try {
    return await lockDirectory(directory);
  } catch (error) {
    complain(`${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

function wishOf(args: readonly string[]): Wish | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        verify: { type: "boolean", default: false },
        repair: { type: "boolean", default: false },
        yes: { type: "boolean", default: false },
      },
    });
    const [directory, ...more] = positionals;
    if (directory === undefined || more.length > 0 || (values.yes && !values.repair)) return undefined;
    return { directory: path.resolve(directory), ...values };
  } catch {
    return undefined;
  }
}

process.exitCode = await main();
