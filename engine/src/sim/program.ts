import type { EntityId, InstanceId, Json, JsonText } from "../model/index.js";

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
  | { readonly op: "attempt"; readonly part: Program }
  /** Fails now and then, and is repeated as long as a condition of the program's own says so. */
  | { readonly op: "picky"; readonly value: number }
  /** Goes on as soon as one of them is there; what can be taken back of the rest is. */
  | { readonly op: "race" | "any"; readonly ms: number; readonly value: number }
  /** Takes back what it asked for, and hears of it. */
  | { readonly op: "cancel"; readonly value: number }
  /** Moves money between two accounts in a critical section. */
  | Transfer
  /** Has both accounts to itself for a while. */
  | { readonly op: "section"; readonly accounts: readonly EntityId[]; readonly ms: number }
  | Signal
  /** Gives an entity a state, reads it, and has it forgotten. */
  | { readonly op: "scratch"; readonly entity: EntityId; readonly text: string }
  /** Fails until somebody outside has mended what is broken. */
  | { readonly op: "stubborn"; readonly id: string; readonly value: number }
  /** Runs of their own, for all of which it waits. */
  | { readonly op: "family"; readonly children: readonly Child[] }
  /** The same, under ids that the engine gives. */
  | { readonly op: "foster"; readonly parts: readonly Program[] }
  | Launch
  /** Continues as new as long as something is left. */
  | { readonly op: "again"; readonly left: number; readonly done: number }
  /** Sends numbers to a peer, one after the other, and waits for each to come back. */
  | { readonly op: "ping"; readonly peer: string; readonly rounds: number }
  | { readonly op: "pong"; readonly rounds: number }
  /** Gives the payloads of all news that come before the end. */
  | { readonly op: "listen" };

export interface Transfer {
  readonly op: "transfer";
  readonly id: string;
  readonly from: EntityId;
  readonly to: EntityId;
  readonly amount: number;
}

export interface Child {
  readonly instanceId: InstanceId;
  readonly program: Program;
}

/** Starts runs that nobody waits for, itself or through an entity; some of them are asked for twice. */
export interface Launch {
  readonly op: "launch";
  readonly launches: readonly (Child & { readonly by: "run" | EntityId; readonly times: number })[];
}

export interface Signal {
  readonly op: "signal";
  readonly counter: EntityId;
  readonly id: string;
}

/** What must become of a run that nobody ends. */
export type Expected =
  /** Until something is mended it may fail with a code instead. */
  | { readonly kind: "completed"; readonly output: Json; readonly orFailed?: string }
  | { readonly kind: "failed"; readonly code: string }
  /** What it gives depends on what it is told: who tells it must say whether it is right. */
  | { readonly kind: "told"; readonly problem: (output: Json) => string | undefined };

/** The names under which the one orchestration is registered. */
export const PROGRAM_NAMES = [
  "hello",
  "fan-out",
  "timers",
  "retries",
  "for-each",
  "failures",
  "mixture",
  "bank",
  "signals",
  "sections",
  "scratch",
  "family",
  "child",
  "again",
  "large",
  "ping",
  "pong",
  "listen",
  "mending",
  "foster",
  "launch",
] as const;
export type ProgramName = (typeof PROGRAM_NAMES)[number];

export const BROKEN = "Broken";

/** Published code in a simulation is a text that names a program; the runner beside it knows what it means. */
export const codeOf = (name: ProgramName): string => `simulated program ${name}`;
export const nameInCode = (code: string): string => code.slice("simulated program ".length);

/** What an activity of a simulation gives; `undefined` for one that always fails. */
export function activityResult(name: string, input: JsonText): Json | undefined {
  const { value } = JSON.parse(input) as { readonly value: Json };
  if (name === "greet") return `Hello ${String(value)}!`;
  return name === "broken" ? undefined : Number(value) * 2;
}

/** Every run that a program starts under an id of its choice and waits for, and those that these start. */
export function childrenIn(program: Program): readonly Child[] {
  const own = program.op === "family" ? program.children : [];
  return [...own, ...partsOf(program).flatMap(childrenIn)];
}

/** Every transfer that a program makes. */
export function transfersIn(program: Program): readonly Transfer[] {
  if (program.op === "transfer") return [program];
  return partsOf(program).flatMap(transfersIn);
}

/** Every signal that a program sends. */
export function signalsIn(program: Program): readonly Signal[] {
  if (program.op === "signal") return [program];
  return partsOf(program).flatMap(signalsIn);
}

function partsOf(program: Program): readonly Program[] {
  if (program.op === "family") return program.children.map((child) => child.program);
  if (program.op === "launch") return program.launches.map((launch) => launch.program);
  if (program.op === "fork") return [program.aside, program.part];
  return "parts" in program ? program.parts : [];
}

/** Works a program out, without an engine. */
export function expectedOf(program: Program): Expected {
  switch (program.op) {
    case "greet":
      return completed(`Hello ${program.name}!`);
    case "flaky":
    case "slow":
    case "picky":
    case "stubborn":
      return completed(program.value * 2);
    case "race":
    case "any":
      return completed("first");
    case "cancel":
      return completed(["rejected", "rejected", "rejected"]);
    case "broken":
      return { kind: "failed", code: BROKEN };
    case "sleep":
      return completed("slept");
    case "sequence":
    case "all":
    case "foster":
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
    case "transfer":
    case "signal":
      return completed(program.id);
    case "family":
      return together(
        program.children.map((child) => expectedOf(child.program)),
        (outputs) => outputs,
      );
    case "launch":
      return completed(program.launches.map((launch) => launch.instanceId));
    case "section":
      return completed("left");
    case "scratch":
      return completed([program.text, null]);
    case "again":
      return completed(program.done + program.left);
    case "ping":
      return completed(Array.from({ length: program.rounds }, (_, index) => index + 1));
    case "pong":
      return completed(program.rounds);
    case "listen":
      return { kind: "told", problem: () => undefined };
  }
}

const completed = (output: Json): Expected & { readonly kind: "completed" } => ({ kind: "completed", output });

function together(parts: readonly Expected[], combine: (outputs: readonly Json[]) => Json): Expected {
  const outputs: Json[] = [];
  for (const part of parts) {
    if (part.kind !== "completed") return part;
    outputs.push(part.output);
  }
  return completed(combine(outputs));
}
