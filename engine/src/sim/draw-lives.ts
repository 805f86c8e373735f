import { type EntityId, instanceId } from "../model/index.js";
import type { Chance } from "./chance.js";
import { drawProgram, drawTransfer } from "./draw-program.js";
import { STARTERS } from "./entities.js";
import type { Child, Expected, Launch, Program } from "./program.js";
import { expectedOf } from "./program.js";

/** Programs that may be run as often as one likes: they change nothing outside of themselves. */
const REPEATABLE_PROGRAMS = [
  "hello",
  "hello",
  "hello",
  "hello",
  "fan-out",
  "timers",
  "retries",
  "for-each",
  "failures",
  "mixture",
  "mixture",
  "large",
  "foster",
  "foster",
] as const;
export type RepeatableProgram = (typeof REPEATABLE_PROGRAMS)[number];

export function drawRepeatable(chance: Chance): { readonly name: RepeatableProgram; readonly program: Program } {
  const name = chance.pick(REPEATABLE_PROGRAMS);
  if (name !== "foster") return { name, program: drawProgram(name, chance, "repeatable") };
  const parts = Array.from({ length: chance.between(1, 3) }, (_, index) => drawSimple(chance, `foster ${index}`));
  const foster: Program = { op: "foster", parts };
  return {
    name,
    program: { op: "sequence", parts: [{ op: "greet", name: "first" }, foster, drawSimple(chance, "z")] },
  };
}

/** What fails of something that is broken, and what must come of it when that is mended. */
export interface Mending {
  readonly program: Program;
  /** The names of what is to be mended. */
  readonly broken: readonly string[];
  readonly expected: Expected & { readonly kind: "completed" };
  /** A rewind takes back turns that have started runs: these begin anew. */
  readonly beginsAnew: boolean;
}

/** Every value in it is another, so that what is run twice shows. What moves money is never asked for beside what fails. */
export function drawMending(chance: Chance, unique: string): Mending {
  let count = 0;
  const greet = (): Program => ({ op: "greet", name: `${unique} ${++count}` });
  const broken: string[] = [];
  const stubborn = (): Program => {
    const id = `${unique}.${++count}`;
    broken.push(id);
    return { op: "stubborn", id, value: 1_000 + count };
  };
  const perhapsTransfer = (): readonly Program[] =>
    chance.happens(0.4) ? [drawTransfer(chance, `${unique}.${++count}`)] : [];
  const child = (program: Program): Child => ({ instanceId: instanceId(`child-${unique}.${++count}`), program });
  const wait = (): Program => ({ op: "sleep", ms: chance.pick([0, 250, 3_000]) });
  const last = (): readonly Program[] =>
    chance.happens(0.5) ? [greet()] : [{ op: "attempt", part: { op: "broken", attempts: 1 } }];
  const family = (depth: number): Program => {
    const inner: Program = depth > 1 && chance.happens(0.5) ? family(depth - 1) : stubborn();
    const failing = child({ op: "sequence", parts: [greet(), inner, greet()] });
    const others = Array.from({ length: chance.between(0, 2) }, () =>
      child({ op: "sequence", parts: [greet(), wait(), greet()] }),
    );
    return { op: "family", children: [failing, ...others] };
  };
  let beginsAnew = false;
  const core = (): Program => {
    switch (chance.between(0, 4)) {
      case 0:
        return stubborn();
      case 1:
        return { op: "all", parts: [greet(), stubborn(), { op: "sequence", parts: [greet(), wait(), greet()] }] };
      case 2:
        // The failure is heard of long before it comes to the body of the run, which may have caught another one meanwhile.
        return { op: "fork", aside: stubborn(), part: { op: "sequence", parts: [greet(), wait(), ...last()] } };
      case 3: {
        beginsAnew = true;
        const children = [child(greet()), child({ op: "sequence", parts: [wait(), greet()] })];
        const part: Program = { op: "sequence", parts: [greet(), { op: "family", children }, greet()] };
        return { op: "fork", aside: stubborn(), part };
      }
      default:
        return family(3);
    }
  };
  const parts = [greet(), ...perhapsTransfer(), core(), greet(), ...perhapsTransfer()];
  if (chance.happens(0.3)) parts.push(stubborn());
  const program: Program = { op: "sequence", parts };
  const expected = expectedOf(program);
  if (expected.kind !== "completed") throw new Error("a program that is mended completes");
  return { program, broken, expected, beginsAnew };
}

export function drawLaunch(chance: Chance, unique: string): Launch {
  const launches = Array.from({ length: chance.between(1, 4) }, (_, index) => {
    const by: "run" | EntityId = chance.happens(0.5) ? "run" : (STARTERS[chance.between(0, 1)] as EntityId);
    const id = `${unique}.${index}`;
    return {
      instanceId: instanceId(`child-${id}`),
      program: drawSimple(chance, id),
      by,
      times: chance.pick([1, 1, 1, 2]),
    };
  });
  return { op: "launch", launches };
}

function drawSimple(chance: Chance, name: string): Program {
  return chance.happens(0.5) ? { op: "greet", name } : { op: "sleep", ms: chance.pick([0, 250, 3_000]) };
}
