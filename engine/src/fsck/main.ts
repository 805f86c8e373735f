import path from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { stateBytes } from "../host/state-bytes.js";
import { type DirectoryLock, lockDirectory } from "../storage/file/directory-lock.js";
import { filePayloads } from "../storage/file/file-payloads.js";
import { payloadsDirectory } from "../storage/file/layout.js";
import { nodeFiles } from "../storage/file/node-files.js";
import { explain, explainTidying } from "./explain.js";
import { repairLog } from "./repair.js";
import { explainRepair, planRepair, type RepairPlan } from "./repair-plan.js";
import { repairStore } from "./store-repair.js";
import { damageOf, type Survey, survey } from "./survey.js";
import { counted, sized } from "./words.js";

const USAGE = `Usage: fsck DIR [--verify] [--repair [--yes]]

  DIR        a data directory; the server's is the folder "engine" in its DATA_DIR
  --verify   reads everything: every record, every entry of the snapshot, every large text
  --repair   says what a repair would do and cost, asks, and does it; --yes does not ask. Where nothing is
             seen to be damaged it reads everything, and offers to repair the snapshot store, or to remove
             large texts that nothing refers to

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
  /** Where files go before they are changed. */
  readonly rescued: string;
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

async function repair(surveyed: Survey, wish: Wish): Promise<number> {
  const plan = planFor(surveyed, wish);
  if (plan.kind === "repair") return await carryOut(plan, wish);
  if (surveyed.kind !== "surveyed") return DAMAGED;
  // What is kept in the store, and large texts, are read only for this; they may be what is damaged.
  const isRead = surveyed.texts.kind !== "not read";
  const whole = isRead ? surveyed : survey(wish.directory, nodeFiles, true);
  if (damageOf(whole).length === 0) return await tidy(whole, wish);
  if (isRead) return DAMAGED;
  print(["But not all of it can be read:", "", ...explain(whole)]);
  if (whole.kind === "surveyed" && whole.logs.some(({ log }) => log.damage.length > 0)) {
    // A log that opens would lose records for the sake of a text: whoever wants that asks for it.
    print(["", "The log opens as it is, so it is not repaired; --verify --repair says what that would cost."]);
    return DAMAGED;
  }
  const closer = planFor(whole, wish);
  return closer.kind === "repair" ? await carryOut(closer, wish) : DAMAGED;
}

function planFor(surveyed: Survey, { directory, rescued }: Wish): RepairPlan {
  const plan = planRepair(surveyed, filePayloads(payloadsDirectory(directory), nodeFiles));
  const logCount = surveyed.kind === "surveyed" ? surveyed.logs.length : 0;
  print(["", ...explainRepair(plan, logCount, rescued)]);
  return plan;
}

async function carryOut(plan: Extract<RepairPlan, { kind: "repair" }>, wish: Wish): Promise<number> {
  const { directory, yes, verify, rescued } = wish;
  if (!yes && !(await consents())) {
    print(["Nothing was changed."]);
    return DAMAGED;
  }
  const bytes = stateBytes(filePayloads(payloadsDirectory(directory), nodeFiles));
  for (const store of plan.stores) {
    const refusal = repairStore(store, nodeFiles, rescued, bytes);
    if (refusal === undefined) continue;
    print([
      `The snapshot store of ${store.logDirectory} was put back as it was, for its log does not go on from what is left: ${refusal} Restore the data directory from a backup.`,
    ]);
    return DAMAGED;
  }
  for (const log of plan.logs) repairLog(log, nodeFiles, rescued);
  // A store that was repaired is read whole: that it is whole is what somebody wants to know.
  const after = survey(directory, nodeFiles, verify || plan.stores.length > 0);
  print(["", "Repaired. This is how it is now:", "", ...explain(after)]);
  return damageOf(after).length === 0 ? CLEAN : DAMAGED;
}

/** Removes large texts that nothing refers to, once everything was read and nothing is damaged. */
async function tidy(whole: Survey, { directory, yes }: Wish): Promise<number> {
  if (whole.kind !== "surveyed" || whole.texts.kind !== "counted") return CLEAN;
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
    const rescued = path.join(path.resolve(directory), "rescued", new Date().toISOString().replaceAll(":", "-"));
    return { directory: path.resolve(directory), rescued, ...values };
  } catch {
    return undefined;
  }
}

process.exitCode = await main();
