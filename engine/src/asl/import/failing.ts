import { type Arrival, type Env, knowing, merge } from "./arrival.js";
import { combined } from "./data-flow.js";
import type { Catcher, MapState, Parallel, Retrier, State, Task } from "./definition.js";
import type { Importer, NodeSettings, Out, Place } from "./importer.js";
import { ofTemplate, type Scope } from "./scope.js";
import { computed, named, print, quoted, type Symbolic } from "./symbol.js";

type FailingState = Task | Parallel | MapState;

const DAY_SECONDS = 86_400;
const ATTEMPTS_MAX = 1_000;
const DELAY_MS_MAX = 86_400_000;

/** A retry as the engine's own; undefined where the retriers count apart and need a loop. */
export function retryOf(importer: Importer, state: FailingState): { readonly retry?: object } | undefined {
  const retriers = state.retry;
  const active = retriers.filter(({ maxAttempts }) => maxAttempts > 0);
  const [only] = active;
  if (only === undefined) return {};
  if (active.length > 1) return undefined;
  const before = retriers.slice(0, retriers.indexOf(only)).flatMap(({ errors }) => errors);
  const conditions = [
    ...(before.length > 0 ? [`!asl.catches(error, ${printNames(before)})`] : []),
    `asl.catches(error, ${printNames(only.errors)})`,
  ];
  return {
    retry: {
      maxAttempts: Math.min(only.maxAttempts + 1, ATTEMPTS_MAX),
      firstDelayMs: Math.min(only.intervalSeconds * 1_000, DELAY_MS_MAX),
      backoff: Math.min(only.backoffRate, 100),
      ...(only.maxDelaySeconds !== undefined && { maxDelayMs: Math.min(only.maxDelaySeconds * 1_000, DELAY_MS_MAX) }),
      ...(only.hasJitter && { jitter: 1 }),
      retryIf: conditions.join(" && "),
      ...limitsPassed(importer, state, only),
    },
  };
}

function limitsPassed(
  importer: Importer,
  state: State,
  { maxAttempts, intervalSeconds, backoffRate, maxDelaySeconds = 0 }: Retrier,
): object {
  if (maxAttempts >= ATTEMPTS_MAX)
    importer.note(state, `Retry: at most ${ATTEMPTS_MAX} attempts are made here, not ${maxAttempts + 1}.`);
  if (Math.max(intervalSeconds, maxDelaySeconds) > DAY_SECONDS)
    importer.note(state, "Retry: a wait is at most one day here.");
  if (backoffRate > 100) importer.note(state, "Retry: waits grow at most a hundredfold here.");
  return {};
}

export const printNames = (names: readonly string[]): string => `[${names.map(quoted).join(", ")}]`;

/** A node that works and may fail, and how its value is read. */
export interface Work {
  readonly name: string;
  readonly value: Symbolic;
}

/**
 * Repeats work by a loop, as the engine's own retry cannot: for containers, and where retriers count apart. The loop's
 * value has the result, and what no retrier is meant for leaves it as it is.
 */
export function withRetryLoop(
  importer: Importer,
  place: Place,
  state: FailingState,
  arrival: Arrival,
  build: (inside: Place, arrival: Arrival) => Work,
): Work {
  const { builder } = importer;
  const goesOn = builder.names.free("triesAgain");
  const result = builder.names.free("result");
  const retriers = state.retry.filter(({ maxAttempts }) => maxAttempts > 0);
  const counts = retriers.map((_, index) =>
    builder.names.free(retriers.length === 1 ? "retries" : `retries${index + 1}`),
  );
  const wish = `${state.name} attempts`;
  const loop = importer.add(
    place,
    state,
    wish,
    { type: "while", config: { condition: goesOn, variables: [] } },
    arrival.from,
  );
  importer.enterBy(state, loop);
  const inside: Place = { ...place, parent: loop, endsByReturn: false };
  const env = knowing(arrival.env, goesOn, result, ...counts);
  const work = build(inside, { from: [], env, test: "true" });
  const failure = `${work.name}Error`;
  const cases = state.retry.map((retrier, index) => {
    const own = retriers.indexOf(retrier);
    const limit = own === -1 ? "" : ` && ${counts[own]} < ${retrier.maxAttempts}`;
    // The first retrier that is meant for an error has it, even when it is used up.
    const before = state.retry.slice(0, index).flatMap(({ errors }) => errors);
    const others = before.length === 0 ? "" : `!asl.catches(${failure}, ${printNames(before)}) && `;
    const condition = `${others}asl.catches(${failure}, ${printNames(retrier.errors)})${limit}`;
    return { id: `retry${index + 1}`, label: `retry ${index + 1}`, condition, own };
  });
  const zero = cases.filter(({ own }) => own === -1);
  const decide = importer.add(
    inside,
    state,
    `${state.name} retry`,
    { type: "switch", config: { cases: cases.map(({ id, label, condition }) => ({ id, label, condition })) } },
    [{ node: work.name, port: "error" }],
  );
  // A retrier of no attempts is meant for its errors, and does not repeat them.
  const leaving = [{ node: decide, port: "default" }, ...zero.map(({ id }) => ({ node: decide, port: id }))];
  importer.add(inside, state, `${state.name} gives up`, { type: "throw", config: { error: failure } }, leaving);
  for (const [index, retrier] of retriers.entries()) {
    const found = cases.find(({ own }) => own === index);
    if (found === undefined) continue;
    const seconds =
      retrier.backoffRate === 1
        ? String(retrier.intervalSeconds)
        : `${retrier.intervalSeconds} * ${retrier.backoffRate} ** ${counts[index]}`;
    const limited =
      retrier.maxDelaySeconds === undefined ? seconds : `Math.min(${retrier.maxDelaySeconds}, ${seconds})`;
    const durationMs = /^\d+$/.test(limited)
      ? { literal: Number(limited) * 1_000 }
      : { expression: `1000 * ${limited}` };
    importer.add(inside, state, `${state.name} pause`, { type: "delay", config: { durationMs } }, [
      { node: decide, port: found.id },
    ]);
    if (retrier.hasJitter)
      importer.note(state, "Retry: JitterStrategy is left out; the waits are the longest that it allows.");
  }
  const value = print(work.value, knowing(env, work.name));
  const variables = [
    { name: goesOn, initial: { literal: true }, next: `${failure} !== undefined` },
    { name: result, initial: { literal: null }, next: `${failure} === undefined ? ${value} : null` },
    ...counts.map((count, index) => {
      const own = cases.find((each) => each.own === index);
      return {
        name: count,
        initial: { literal: 0 },
        next: `${decide} === ${quoted(own?.label ?? "")} ? ${count} + 1 : ${count}`,
      };
    }),
  ];
  builder.replace(loop, (node) => ({ ...node, config: { condition: goesOn, variables } }) as typeof node);
  return { name: loop, value: named(loop, undefined, [result]) };
}

export interface Failing {
  readonly node: string;
  readonly env: Env;
  /** True when it may fail with what States.ALL does not stand for. */
  readonly mayFailForGood?: boolean;
}

/** Where the failures of nodes go, by the state's catchers. */
export function catchOuts(
  importer: Importer,
  place: Place,
  state: FailingState,
  scope: Scope,
  failing: readonly Failing[],
): readonly Out[] {
  const catchers = state.catch;
  if (catchers.length === 0) return [];
  const arrivals = failing.map(({ node, env }): Arrival & { readonly failure: string } => ({
    from: [{ node, port: "error" }],
    env,
    test: `${node}Error !== undefined`,
    failure: `${node}Error`,
  }));
  const failure = arrivals.map((each) => each.failure).join(" ?? ");
  const came = merge(arrivals);
  const isAll = ({ errors }: Catcher): boolean => errors.includes("States.ALL");
  const last = catchers.at(-1);
  // States.ALL needs no asking where everything that can happen is meant by it.
  const hasAll = last !== undefined && isAll(last) && !failing.some(({ mayFailForGood }) => mayFailForGood === true);
  const asked = hasAll ? catchers.slice(0, -1) : catchers;
  const ways: Arrival[] = [];
  if (asked.length === 0) ways.push(came);
  else {
    const read = arrivals.length > 1 ? `(${failure})` : failure;
    const conditions = asked.map(({ errors }) => `asl.catches(${read}, ${printNames(errors)})`);
    const labels = labelsOf(asked);
    const [only = "false"] = conditions;
    const isIf = conditions.length === 1;
    const cases = conditions.map((condition, index) => ({
      id: `catch${index + 1}`,
      label: labels[index] ?? "",
      condition,
    }));
    const settings: NodeSettings = isIf
      ? { type: "if", config: { condition: only } }
      : { type: "switch", config: { cases } };
    const name = importer.add(place, state, `${state.name} catch`, settings, came.from);
    const env = knowing(came.env, name);
    asked.forEach((_, index) => {
      const test = isIf ? name : `${name} === ${quoted(labels[index] ?? "")}`;
      ways.push({ from: [{ node: name, port: isIf ? "true" : `catch${index + 1}` }], env, test });
    });
    const otherwise: Arrival = {
      from: [{ node: name, port: isIf ? "false" : "default" }],
      env,
      test: isIf ? `${name} === false` : `${name} === "default"`,
    };
    if (hasAll) ways.push(otherwise);
    else
      importer.add(
        place,
        state,
        `${state.name} uncaught`,
        { type: "throw", config: { error: failure } },
        otherwise.from,
      );
  }
  const caught = caughtValue(failure);
  return catchers.flatMap((catcher, index) => {
    const way = ways[index];
    return way === undefined ? [] : [catchOut(importer, place, state, scope, catcher, caught, way)];
  });
}

function catchOut(
  importer: Importer,
  place: Place,
  state: FailingState,
  scope: Scope,
  catcher: Catcher,
  caught: Symbolic,
  way: Arrival,
): Out {
  const raw = way.env.data;
  const told: Scope =
    state.language === "JSONata"
      ? { ...scope, data: raw, errorOutput: caught, variables: way.env.variables }
      : { ...scope, data: caught, variables: way.env.variables };
  const value = catcher.output === undefined ? caught : ofTemplate(catcher.output, told);
  const settled = importer.settled(place, state, `${state.name} caught`, value, way);
  const after = importer.assign(place, state, catcher.assign, told, settled.arrival);
  const data = state.language === "JSONata" ? settled.value : combined(raw, catcher.resultPath, settled.value);
  return { to: catcher.next, arrival: { ...after, env: { ...after.env, data } } };
}

/** `{ Error, Cause }` of a failure. */
const caughtValue = (failure: string): Symbolic =>
  computed(() => `asl.errorOutput(${failure})`, true, {
    kind: "object",
    members: [
      ["Error", computed(() => `asl.errorName(${failure})`, true)],
      ["Cause", computed(() => `asl.errorOutput(${failure}).Cause`, true)],
    ],
  });

function labelsOf(catchers: readonly Catcher[]): readonly string[] {
  const used = new Set(["default"]);
  return catchers.map(({ errors }) => {
    const base = errors.join(", ").slice(0, 70);
    let label = base;
    for (let suffix = 2; used.has(label); suffix += 1) label = `${base} (${suffix})`;
    used.add(label);
    return label;
  });
}
