import type { TaskAnswer } from "../src/asl/check/machine-case.js";
import { catches } from "../src/asl/runtime/caught.js";
import { matches, number, text } from "../src/asl/runtime/compare.js";
import { mathAdd } from "../src/asl/runtime/intrinsics.js";
import { get, has, put } from "../src/asl/runtime/read-path.js";
import type { Json } from "../src/model/index.js";

/**
 * Amazon States Language, executed state by state: the plain way, to hold imported graphs against. It knows the part of
 * the language that `asl-machines.ts` draws machines from; JSONPath alone, and of functions `States.MathAdd` alone.
 */
export interface Interpreted {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly output?: Json;
  readonly error?: string;
  readonly entered: readonly string[];
  /** Something that the importer may tell later, or not at all: a path of InputPath or ResultPath that leads nowhere. */
  readonly isLate: boolean;
}

interface Raw {
  readonly [field: string]: unknown;
}

class Failed extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly isLate = false,
  ) {
    super(message);
  }
}
export class TooLong extends Error {}

const STEPS_MAX = 120;

export function interpret(
  machine: Raw,
  input: Json,
  script: Readonly<Record<string, readonly TaskAnswer[]>>,
): Interpreted {
  const run = new Interpreter(script);
  try {
    const output = run.machine(machine, input, new Map()) as Json;
    return { status: "SUCCEEDED", output, entered: run.entered, isLate: false };
  } catch (thrown) {
    if (!(thrown instanceof Failed)) throw thrown;
    return { status: "FAILED", error: thrown.code, entered: run.entered, isLate: thrown.isLate };
  }
}

type Variables = Map<string, unknown>;

class Interpreter {
  readonly entered: string[] = [];
  readonly #calls = new Map<string, number>();
  constructor(readonly script: Readonly<Record<string, readonly TaskAnswer[]>>) {}

  machine({ StartAt, States }: Raw, input: unknown, outer: Variables): unknown {
    const variables = new Map(outer);
    let at = StartAt as string;
    let data = input;
    for (;;) {
      const state = (States as Readonly<Record<string, Raw>>)[at] as Raw;
      this.entered.push(at);
      if (this.entered.length > STEPS_MAX) throw new TooLong();
      const went = this.#state(at, state, data, variables);
      data = went.data;
      if (went.next === undefined) return data;
      at = went.next;
    }
  }

  #state(name: string, state: Raw, raw: unknown, variables: Variables): { data: unknown; next: string | undefined } {
    const effective = late(() => chosen(state.InputPath, raw));
    const next = state.Next as string | undefined;
    const out = (whole: unknown, to = next) => ({ data: late(() => chosen(state.OutputPath, whole)), next: to });
    switch (state.Type) {
      case "Pass": {
        const result =
          "Result" in state
            ? state.Result
            : state.Parameters === undefined
              ? effective
              : fill(state.Parameters, effective, variables);
        this.#assign(state.Assign, result, variables);
        return out(combined(raw, state, result));
      }
      case "Choice":
        return this.#choice(state, raw, effective, variables);
      case "Wait":
        return out(effective);
      case "Succeed":
        return out(effective, undefined);
      case "Fail":
        throw new Failed(state.Error as string, `The state '${name}' ends the execution.`);
      default:
        return this.#failing(name, state, { raw, effective }, variables);
    }
  }

  #choice(state: Raw, raw: unknown, effective: unknown, variables: Variables) {
    const rule = (state.Choices as readonly Raw[]).find((each) => holds(each, effective, variables)) ?? state;
    const next = (rule === state ? state.Default : rule.Next) as string | undefined;
    if (next === undefined) throw new Failed("States.NoChoiceMatched", "");
    this.#assign(rule.Assign, effective, variables);
    return { data: effective === raw ? raw : effective, next };
  }

  #assign(assign: unknown, data: unknown, variables: Variables): void {
    if (assign === undefined) return;
    const values = fill(assign, data, variables) as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries(values)) variables.set(name, value);
  }

  #failing(name: string, state: Raw, { raw, effective }: { raw: unknown; effective: unknown }, variables: Variables) {
    const counts = new Map<Raw, number>();
    const given = () => (state.Parameters === undefined ? effective : fill(state.Parameters, effective, variables));
    for (;;) {
      try {
        const done = this.#work(name, state, state.Type === "Map" ? effective : given(), variables);
        const selected = state.ResultSelector === undefined ? done : fill(state.ResultSelector, done, variables);
        this.#assign(state.Assign, selected, variables);
        return {
          data: late(() => chosen(state.OutputPath, combined(raw, state, selected))),
          next: state.Next as string | undefined,
        };
      } catch (thrown) {
        if (!(thrown instanceof Failed)) throw thrown;
        if (thrown.isLate) throw thrown;
        const isMeant = (each: Raw) => catches(thrown, each.ErrorEquals as string[]);
        const retrier = ((state.Retry ?? []) as readonly Raw[]).find(isMeant);
        const count = retrier === undefined ? 0 : (counts.get(retrier) ?? 0);
        if (retrier !== undefined && count < ((retrier.MaxAttempts as number | undefined) ?? 3)) {
          counts.set(retrier, count + 1);
          continue;
        }
        const catcher = ((state.Catch ?? []) as readonly Raw[]).find(isMeant);
        if (catcher === undefined) throw thrown;
        const caught = { Error: thrown.code, Cause: thrown.message };
        this.#assign(catcher.Assign, caught, variables);
        return { data: combined(raw, catcher, caught), next: catcher.Next as string };
      }
    }
  }

  /** Branches run beside each other: which of several failures comes first is nothing that can be told here. */
  #parallel(branches: readonly Raw[], given: unknown, variables: Variables): unknown[] {
    const failures: Failed[] = [];
    const results = branches.map((branch) => {
      try {
        return this.machine(branch, given, variables);
      } catch (thrown) {
        if (!(thrown instanceof Failed)) throw thrown;
        failures.push(thrown);
        return undefined;
      }
    });
    const [first] = failures;
    if (first === undefined) return results;
    if (failures.length > 1) throw new TooLong();
    throw first;
  }

  #work(name: string, state: Raw, given: unknown, variables: Variables): unknown {
    if (state.Type === "Parallel") return this.#parallel(state.Branches as readonly Raw[], given, variables);
    if (state.Type === "Map") {
      const items = state.ItemsPath === undefined ? given : path(state.ItemsPath as string, given, variables);
      if (!Array.isArray(items)) throw new Failed("States.Runtime", "no list");
      return items.map((item: unknown) => this.machine(state.ItemProcessor as Raw, item, variables));
    }
    const call = this.#calls.get(name) ?? 0;
    this.#calls.set(name, call + 1);
    const answer = this.script[name]?.[call];
    if (answer === undefined) throw new TooLong();
    if ("succeed" in answer) return answer.succeed;
    if ("fail" in answer) throw new Failed(answer.fail.error ?? "", answer.fail.cause ?? "");
    throw new Failed("States.Timeout", "");
  }
}

function late<Value>(act: () => Value): Value {
  try {
    return act();
  } catch (thrown) {
    if (thrown instanceof Failed) throw new Failed(thrown.code, thrown.message, true);
    throw thrown;
  }
}

function chosen(setting: unknown, data: unknown): unknown {
  if (setting === undefined) return data;
  return setting === null ? {} : path(setting as string, data, new Map());
}

function combined(raw: unknown, { ResultPath }: Raw, result: unknown): unknown {
  if (ResultPath === undefined) return result;
  if (ResultPath === null) return raw;
  return late(() => guarded(() => put(raw, ResultPath as string, result)));
}

function guarded<Value>(act: () => Value): Value {
  try {
    return act();
  } catch (thrown) {
    throw new Failed((thrown as { code: string }).code, (thrown as Error).message);
  }
}

function path(text: string, data: unknown, variables: Variables): unknown {
  if (!text.startsWith("$") || text.startsWith("$.") || text === "$" || text.startsWith("$["))
    return guarded(() => get(data, text));
  const [, name = "", rest = ""] = /^\$(\w+)(.*)$/.exec(text) ?? [];
  if (!variables.has(name)) throw new Failed("States.Runtime", `no ${name}`);
  return guarded(() => get(variables.get(name), `$${rest}`));
}

function fill(template: unknown, data: unknown, variables: Variables): unknown {
  if (Array.isArray(template)) return template.map((item: unknown) => fill(item, data, variables));
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => {
      if (!key.endsWith(".$")) return [key, fill(value, data, variables)];
      const added = /^States\.MathAdd\((.+), (\d+)\)$/.exec(value as string);
      const read =
        added === null
          ? path(value as string, data, variables)
          : guarded(() => mathAdd(path(added[1] ?? "", data, variables), Number(added[2])));
      return [key.slice(0, -2), read];
    }),
  );
}

function holds(rule: Raw, data: unknown, variables: Variables): boolean {
  if ("And" in rule) return (rule.And as readonly Raw[]).every((each) => holds(each, data, variables));
  if ("Or" in rule) return (rule.Or as readonly Raw[]).some((each) => holds(each, data, variables));
  if ("Not" in rule) return !holds(rule.Not as Raw, data, variables);
  const variable = rule.Variable as string;
  if ("IsPresent" in rule) return has(data, variable) === rule.IsPresent;
  const value = path(variable, data, variables);
  if ("NumericLessThan" in rule) return number(value) < (rule.NumericLessThan as number);
  if ("NumericEquals" in rule) return value === rule.NumericEquals;
  if ("StringGreaterThan" in rule) return text(value) > (rule.StringGreaterThan as string);
  if ("StringMatches" in rule) return matches(value, rule.StringMatches as string);
  return (typeof value === "object" && value !== null) === false && rule.IsString === (typeof value === "string");
}
