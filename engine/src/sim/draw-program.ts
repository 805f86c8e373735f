import { instanceId } from "../model/index.js";
import type { Chance } from "./chance.js";
import { ACCOUNTS, COUNTERS, scratchOf } from "./entities.js";
import type { Program, ProgramName } from "./program.js";

/** Programs that one run plays by itself. */
export const LONELY_PROGRAMS = [
  "hello",
  "fan-out",
  "timers",
  "retries",
  "for-each",
  "failures",
  "mixture",
  "bank",
  "bank",
  "bank",
  "bank",
  "signals",
  "signals",
  "sections",
  "scratch",
  "family",
  "family",
  "again",
  "large",
] as const satisfies readonly ProgramName[];
export type LonelyProgram = (typeof LONELY_PROGRAMS)[number];

/** More than a record holds. */
const LARGE_CHARACTERS = 66_000;

/** `unique` is in the names of all that must not happen twice. */
export function drawProgram(name: LonelyProgram, chance: Chance, unique: string): Program {
  const times = (least: number, most: number, make: (index: number) => Program): readonly Program[] =>
    Array.from({ length: chance.between(least, most) }, (_, index) => make(index));
  switch (name) {
    case "hello":
      return { op: "sequence", parts: times(3, 6, (index) => ({ op: "greet", name: `city ${index}` })) };
    case "fan-out":
      // Long ones make batches of many sectors.
      return {
        op: "all",
        parts: times(3, 15, (index) => ({ op: "greet", name: "ü".repeat(index * chance.pick([1, 90])) })),
      };
    case "timers":
      return { op: "sequence", parts: times(2, 4, () => drawSleep(chance)) };
    case "retries":
      return {
        op: "sequence",
        parts: times(2, 4, (value) => ({ op: chance.pick(["flaky", "slow"]), value })),
      };
    case "for-each": {
      const atOnce = chance.happens(0.7) ? { atOnce: chance.between(1, 3) } : {};
      const part = drawPart(chance, 1);
      return { op: "forEach", count: chance.between(0, 6), ...atOnce, part };
    }
    case "failures": {
      const broken: Program = { op: "broken", attempts: chance.between(1, 3) };
      const beside: Program = { op: "all", parts: [...times(1, 3, () => drawPart(chance, 1)), broken] };
      return chance.happens(0.5)
        ? beside
        : { op: "sequence", parts: [{ op: "attempt", part: beside }, drawSleep(chance)] };
    }
    case "mixture":
      return { op: "sequence", parts: times(1, 3, () => drawPart(chance, 3)) };
    case "bank":
      return { op: "sequence", parts: times(1, 3, (index) => drawTransfer(chance, `${unique}.${index}`)) };
    case "signals":
      return {
        op: "sequence",
        parts: times(2, 6, (index) =>
          index % 3 === 2
            ? drawSleep(chance)
            : { op: "signal", counter: pick(chance, COUNTERS), id: `${unique}.${index}` },
        ),
      };
    case "sections":
      return {
        op: "section",
        accounts: [pick(chance, ACCOUNTS), pick(chance, ACCOUNTS)],
        ms: chance.pick([0, 300, 4_000]),
      };
    case "scratch":
      return { op: "scratch", entity: scratchOf(unique), text: "t".repeat(chance.pick([1, 40, 3_000])) };
    case "family":
      return drawFamily(chance, unique, 2);
    case "again":
      return { op: "again", left: chance.between(1, 4), done: 0 };
    case "large":
      return { op: "greet", name: String(chance.between(0, 9)).repeat(LARGE_CHARACTERS) };
  }
}

function drawFamily(chance: Chance, unique: string, depth: number): Program {
  const children = Array.from({ length: chance.between(1, 3) }, (_, index) => {
    const id = `${unique}.${index}`;
    const simple: readonly [Program, ...Program[]] = [
      { op: "greet", name: id },
      drawSleep(chance),
      drawTransfer(chance, id),
      { op: "signal", counter: pick(chance, COUNTERS), id },
    ];
    const program = depth > 1 && chance.happens(0.3) ? drawFamily(chance, id, depth - 1) : chance.pick(simple);
    return { instanceId: instanceId(`child-${id}`), program };
  });
  return { op: "family", children };
}

export function drawTransfer(chance: Chance, id: string): Program {
  const from = chance.between(0, ACCOUNTS.length - 1);
  const to = (from + chance.between(1, ACCOUNTS.length - 1)) % ACCOUNTS.length;
  const [source, target] = [ACCOUNTS[from], ACCOUNTS[to]];
  if (source === undefined || target === undefined) return { op: "sequence", parts: [] };
  return { op: "transfer", id, from: source, to: target, amount: chance.between(1, 100) };
}

const pick = <Item>(chance: Chance, items: readonly Item[]): Item => items[chance.between(0, items.length - 1)] as Item;

function drawPart(chance: Chance, depth: number): Program {
  const value = chance.between(0, 1_000);
  // What is asked for in which way follows from the value, which is drawn anyway: a seed that once found something
  // draws what it drew then.
  const simple: readonly [Program, ...Program[]] = [
    value % 6 === 0 ? { op: "cancel", value } : { op: "greet", name: `guest ${value}` },
    { op: value % 3 === 0 ? "picky" : "flaky", value },
    value % 2 === 0 ? { op: value % 4 === 0 ? "race" : "any", ms: (value % 3) * 900, value } : { op: "slow", value },
    drawSleep(chance),
  ];
  if (depth === 0 || chance.happens(0.4)) return chance.pick(simple);
  const inner = (): Program => drawPart(chance, depth - 1);
  switch (chance.between(0, 4)) {
    case 0:
      return { op: "sequence", parts: [inner(), inner()] };
    case 1:
      return { op: "all", parts: [inner(), inner(), inner()] };
    case 2:
      return { op: "forEach", count: chance.between(0, 4), atOnce: chance.between(1, 3), part: inner() };
    case 3:
      return { op: "fork", aside: inner(), part: inner() };
    default:
      return { op: "attempt", part: { op: "all", parts: [inner(), { op: "broken", attempts: 2 }] } };
  }
}

function drawSleep(chance: Chance): Program {
  return { op: "sleep", ms: chance.pick([0, 1, 250, 3_000, 20_000]) };
}
