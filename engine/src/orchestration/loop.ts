import { decodeJson, type JsonText, type Origin } from "../model/index.js";
import { requireNumber } from "./argument-checks.js";
import { cancelBody, isCancellation, settleWithEnd } from "./cancellation.js";
import { caughtFailure } from "./caught.js";
import type { Body, ForEachOptions } from "./context.js";
import type { Execution } from "./execution.js";
import { Fiber } from "./fiber.js";
import { graver } from "./run-cancellation.js";
import { whenAlone } from "./scopes.js";
import type { TaskState } from "./task.js";
import { blame, codedError } from "./thrown.js";

export interface LoopRequest {
  readonly origin: Origin;
  readonly items: readonly unknown[];
  readonly maxConcurrency: number | undefined;
  readonly policy: FailurePolicy;
  readonly open: (item: unknown, index: number) => Body<unknown>;
}

/** What a failed iteration means for the others. */
export interface FailurePolicy {
  /** Failures are results: the loop fails only when there are more of them than it tolerates. */
  readonly collects: boolean;
  readonly toleratedFailures: number;
  /** Of all items, from 0 to 100. */
  readonly toleratedPercent: number;
  /** Iterations that run when the loop has failed are cancelled. */
  readonly cancelsRest: boolean;
}

/** The policy that code asks for. Throws RangeError when it cannot be one. */
export function failurePolicy({ onFailure, toleratedFailures, toleratedPercent, rest }: ForEachOptions): FailurePolicy {
  if (toleratedFailures !== undefined) requireNumber(toleratedFailures, "toleratedFailures", 0);
  if (toleratedPercent !== undefined) requireNumber(toleratedPercent, "toleratedPercent", 0);
  return {
    collects: onFailure === "collect",
    toleratedFailures: toleratedFailures ?? Number.POSITIVE_INFINITY,
    toleratedPercent: toleratedPercent ?? 100,
    cancelsRest: rest === "cancel",
  };
}

/**
 * Starts one fiber per item, at most `maxConcurrency` at once, and settles with the results in item
 * order. The first failure settles it, and no iteration starts after that; those that run go on, or are cancelled. An
 * error of the iteration's own code, which no node asked for, is remembered as the iteration's: the
 * container's name with the item's number. When the run is cancelled meanwhile nothing more starts either, and the
 * loop settles when the iterations that ran have ended.
 */
export function startLoop(
  execution: Execution,
  { origin, items, maxConcurrency, policy, open }: LoopRequest,
): TaskState {
  const text = execution.encode(items, "The list of items");
  const given = decodeJson(text) as readonly unknown[];
  const state = execution.newTask();
  execution.countIterations(given.length);
  execution.act({
    type: "LoopStarted",
    origin,
    items: text,
    itemCount: given.length,
    ...(maxConcurrency !== undefined && { maxConcurrency }),
  });

  const results: unknown[] = new Array(given.length);
  const widthMax = maxConcurrency ?? given.length;
  const parent = execution.running;
  const iterations = new Set<Fiber>();
  let next = 0;
  let running = 0;
  let failures = 0;
  const beganInCleanUp = execution.isUndisturbed;

  const complete = () => {
    let encoded: JsonText;
    try {
      encoded = execution.encode(results, "The list of results");
      execution.act({ type: "LoopCompleted", origin, results: encoded });
    } catch (thrown) {
      return execution.settle(state, { kind: "error", error: blame(thrown, origin) });
    }
    execution.settle(state, { kind: "value", value: results });
  };
  /** Nothing more begins; what runs comes to its end before the failure is told. */
  const fail = (error: unknown) => {
    next = given.length;
    failed ??= { error };
    if (policy.cancelsRest && !isCancellation(error)) {
      for (const iteration of iterations) cancelBody(execution, iteration);
      if (running > 0) return;
    }
    settleWithEnd(execution, state, true, failed.error);
  };
  let failed: { readonly error: unknown } | undefined;
  const ended = (index: number, hasFailed: boolean, value: unknown) => {
    running -= 1;
    if (execution.isInterrupted(beganInCleanUp)) {
      if (hasFailed) failed = graver(failed, blame(value, { node: origin.node, path: [...origin.path, index] }));
      else results[index] = policy.collects ? collected(false, value) : value;
      if (running === 0 && state.settlement === undefined) interrupted();
      return;
    }
    if (failed !== undefined) {
      if (running === 0) settleWithEnd(execution, state, true, failed.error);
      return;
    }
    if (hasFailed && (!policy.collects || isCancellation(value))) {
      return fail(blame(value, { node: origin.node, path: [...origin.path, index] }));
    }
    if (hasFailed) failures += 1;
    results[index] = policy.collects ? collected(hasFailed, value) : value;
    if (failures > policy.toleratedFailures || failures * 100 > policy.toleratedPercent * given.length) {
      return fail(blame(tooManyFailures(origin, failures, given.length), origin));
    }
    if (running === 0 && next === given.length && state.settlement === undefined) complete();
    else startMore();
  };
  const startMore = () => {
    while (running < widthMax && next < given.length && state.settlement === undefined) {
      const index = next++;
      running += 1;
      const iteration: Fiber = new Fiber(
        execution,
        () => open(given[index], index),
        (hasFailed, value) => {
          iterations.delete(iteration);
          // Whoever goes on behind a failure must not meet what the iteration has left behind.
          const isCleared = hasFailed && (policy.cancelsRest || policy.collects);
          whenAlone(execution, iteration, isCleared, () => ended(index, hasFailed, value));
        },
        parent,
      );
      if (policy.cancelsRest) iterations.add(iteration);
    }
  };
  /** Whatever surrounds the loop cleans up when all its iterations have. */
  const interrupted = () => {
    if (failed === undefined && next === given.length) return complete();
    settleWithEnd(execution, state, true, failed === undefined ? execution.cancellation(origin) : failed.error);
  };
  if (given.length === 0) complete();
  else startMore();
  return state;
}

const collected = (hasFailed: boolean, value: unknown) =>
  hasFailed ? { ok: false, error: caughtFailure(value) } : { ok: true, value };

const tooManyFailures = ({ node }: Origin, failures: number, count: number): Error =>
  codedError(
    "TooManyFailures",
    `${failures} of the ${count} items of ${node} have failed: that is more than it tolerates. Look at the failed iterations, or let it tolerate more.`,
  );
