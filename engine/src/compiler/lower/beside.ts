import type { Condition, Conditions } from "../condition.js";
import type { Region } from "../topology.js";
import { guardFor, isSimpler } from "./guard.js";
import { type Block, isImmediate } from "./ir.js";

/** A branch that shares nothing with those beside it, and when it lives. */
export interface Branch {
  readonly lives: Condition;
  readonly write: () => Block;
}

interface Written {
  readonly lives: Condition;
  readonly block: Block;
}

/**
 * Writes branches that begin together. Those that live in the same runs share their condition; two
 * of which one lives, and never both, are an if and its else; those that never meet in a run stand
 * one after the other. Only what is left can run at the same time, and does.
 */
export function besideEachOther(
  region: Region,
  conditions: Conditions,
  branches: readonly Branch[],
  known: Condition,
): Block {
  const free: Written[] = [];
  const conditional = new Map<Condition, Block[]>();
  for (const { lives, write } of branches) {
    if (conditions.implies(known, lives)) free.push({ lives: known, block: write() });
    else conditional.set(lives, [...(conditional.get(lives) ?? []), write()]);
  }
  const guarded = paired(
    region,
    conditions,
    [...conditional].map(([lives, blocks]) => ({ lives, block: together(blocks) })),
    known,
  );
  return together([...free.map(({ block }) => block), ...apart(conditions, guarded)]);
}

/** Puts conditions around blocks; two that are each other's opposite become one. */
function paired(
  region: Region,
  conditions: Conditions,
  parts: readonly Written[],
  known: Condition,
): readonly Written[] {
  const left = [...parts];
  const written: Written[] = [];
  for (let part = left.shift(); part !== undefined; part = left.shift()) {
    const { lives, block } = part;
    const guard = guardFor(region, conditions, lives, known);
    const other = left.findIndex(
      (each) =>
        conditions.exclude(lives, each.lives) && conditions.implies(known, conditions.anyOf([lives, each.lives])),
    );
    const [opposite] = other === -1 ? [] : left.splice(other, 1);
    if (opposite === undefined) {
      written.push({ lives, block: [{ kind: "guarded", guard, steps: block, otherwise: [] }] });
      continue;
    }
    const against = guardFor(region, conditions, opposite.lives, known);
    const step = isSimpler(guard, against)
      ? ({ kind: "guarded", guard, steps: block, otherwise: opposite.block } as const)
      : ({ kind: "guarded", guard: against, steps: opposite.block, otherwise: block } as const);
    written.push({ lives: known, block: [step] });
  }
  return written;
}

/** Blocks of which at most one does anything in a run stand in one line. */
function apart(conditions: Conditions, parts: readonly Written[]): readonly Block[] {
  const lines: Written[][] = [];
  for (const part of parts) {
    const line = lines.find((each) => each.every(({ lives }) => conditions.exclude(lives, part.lives)));
    if (line === undefined) lines.push([part]);
    else line.push(part);
  }
  return lines.map((line) => line.flatMap(({ block }) => block));
}

/** Steps that begin together and end when all have. What takes no time needs no parallel. */
function together(branches: readonly Block[]): Block {
  const lasting = branches.filter((branch) => !isImmediate(branch));
  const immediate = branches.filter(isImmediate).flat();
  const [only] = lasting;
  if (lasting.length > 1) return [...immediate, { kind: "parallel", branches: lasting }];
  return only === undefined ? immediate : [...immediate, ...only];
}
