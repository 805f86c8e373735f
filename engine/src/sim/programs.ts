import type { Json, JsonText } from "../model/index.js";
import { type Body, type Orchestration, type OrchestrationContext, orchestration } from "../orchestration/context.js";
import { isTaskError } from "../orchestration/thrown.js";
import type { Chance } from "./chance.js";

/** What a simulated run does, as data: the same tree is run by the engine and worked out beside it. */
export type Program =
  | { readonly op: "greet"; readonly name: string }
  | { readonly op: "flaky"; readonly value: number }
  | { readonly op: "slow"; readonly value: number }
  /** Fails for good, at the first attempt or after its last. */
  | { readonly op: "broken"; readonly attempts: number }
  | { readonly op: "sleep"; readonly ms: number }
  | { readonly op: "sequence" | "all"; readonly parts: readonly Program[] }
  | { readonly op: "forEach"; readonly count: number; readonly atOnce?: number; readonly part: Program }
  | { readonly op: "fork"; readonly aside: Program; readonly part: Program }
  | { readonly op: "attempt"; readonly part: Program };

/** What must become of a run that nobody ends. */
export type Expected =
  | { readonly kind: "completed"; readonly output: Json }
  | { readonly kind: "failed"; readonly code: string };

/** The names under which the one orchestration is registered. */
export const PROGRAM_NAMES = ["hello", "fan-out", "timers", "retries", "for-each", "failures", "mixture"] as const;
export type ProgramName = (typeof PROGRAM_NAMES)[number];

export const BROKEN = "Broken";

/** Published code in a simulation is a text that names a program; the runner beside it knows what it means. */
export const codeOf = (name: ProgramName): string => `simulated program ${name}`;
export const nameInCode = (code: string): string => code.slice("simulated program ".length);

export const PROGRAMS: readonly Orchestration[] = PROGRAM_NAMES.map((name) =>
  orchestration<Json>(name, function* (ctx, input) {
    const output = yield* perform(ctx, input as unknown as Program);
    return ctx.record("result", output);
  }),
);

/** What an activity of a simulation gives; `undefined` for one that always fails. */
export function activityResult(name: string, input: JsonText): Json | undefined {
  const { value } = JSON.parse(input) as { readonly value: Json };
  if (name === "greet") return `Hello ${String(value)}!`;
  return name === "broken" ? undefined : Number(value) * 2;
}

/** A test's orchestrations pass the time of their turn on, so that a turn that is told another time asks for something else. */
function* perform(ctx: OrchestrationContext, program: Program): Body<Json> {
  switch (program.op) {
    case "greet":
      return yield* ctx.call<Json>("greet", { value: program.name, atMs: ctx.now() });
    case "flaky":
      return yield* ctx.call<Json>(
        "flaky",
        { value: program.value, chance: ctx.random() },
        { retry: { maxAttempts: 10_000, firstDelayMs: 40, backoff: 1.5, maxDelayMs: 2_000 } },
      );
    case "slow":
      return yield* ctx.call<Json>(
        "slow",
        { value: program.value, guid: ctx.newGuid() },
        { timeoutMs: 900, retry: { maxAttempts: 10_000, firstDelayMs: 10, backoff: 1 } },
      );
    case "broken":
      return yield* ctx.call<Json>(
        "broken",
        { value: null },
        { retry: { maxAttempts: program.attempts, firstDelayMs: 100 } },
      );
    case "sleep": {
      const beganMs = ctx.now();
      yield* ctx.sleep(program.ms);
      return ctx.decide("slept", ctx.now() - beganMs >= program.ms) ? "slept" : "woke too early";
    }
    case "sequence": {
      const results: Json[] = [];
      for (const part of program.parts) results.push(yield* perform(ctx, part));
      return results;
    }
    case "all":
      return yield* ctx.all(program.parts.map((part) => ctx.fork((inner) => perform(inner, part))));
    case "forEach": {
      const items = Array.from({ length: program.count }, (_, index) => index);
      const options = program.atOnce === undefined ? {} : { maxConcurrency: program.atOnce };
      return yield* ctx.forEach(items, options, function* (inner, _item, index) {
        const result = yield* perform(inner, program.part);
        return inner.record("iteration", [index, result]);
      });
    }
    case "fork": {
      const aside = ctx.fork((inner) => perform(inner, program.aside));
      const result = yield* perform(ctx, program.part);
      return [result, yield* aside];
    }
    case "attempt":
      try {
        return yield* perform(ctx, program.part);
      } catch (error) {
        if (isTaskError(error)) return `caught ${(error as { readonly code?: string }).code}`;
        throw error;
      }
  }
}

/** Works a program out, without an engine. */
export function expectedOf(program: Program): Expected {
  switch (program.op) {
    case "greet":
      return completed(`Hello ${program.name}!`);
    case "flaky":
    case "slow":
      return completed(program.value * 2);
    case "broken":
      return { kind: "failed", code: BROKEN };
    case "sleep":
      return completed("slept");
    case "sequence":
    case "all":
      return together(program.parts.map(expectedOf), (outputs) => outputs);
    case "forEach":
      return together(new Array<Expected>(program.count).fill(expectedOf(program.part)), (outputs) =>
        outputs.map((output, index) => [index, output]),
      );
    case "fork":
      return together([expectedOf(program.part), expectedOf(program.aside)], (outputs) => outputs);
    case "attempt": {
      const inner = expectedOf(program.part);
      return inner.kind === "failed" ? completed(`caught ${inner.code}`) : inner;
    }
  }
}

const completed = (output: Json): Expected => ({ kind: "completed", output });

function together(parts: readonly Expected[], combine: (outputs: readonly Json[]) => Json): Expected {
  const outputs: Json[] = [];
  for (const part of parts) {
    if (part.kind === "failed") return part;
    outputs.push(part.output);
  }
  return completed(combine(outputs));
}

export function drawProgram(name: ProgramName, chance: Chance): Program {
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
  }
}

function drawPart(chance: Chance, depth: number): Program {
  const value = chance.between(0, 1_000);
  const simple: readonly [Program, ...Program[]] = [
    { op: "greet", name: `guest ${value}` },
    { op: "flaky", value },
    { op: "slow", value },
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
