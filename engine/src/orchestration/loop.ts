import { decodeJson, type JsonText, type Origin } from "../model/index.js";
import type { Body } from "./context.js";
import type { Execution } from "./execution.js";
import { Fiber } from "./fiber.js";
import type { TaskState } from "./task.js";
import { blame } from "./thrown.js";

export interface LoopRequest {
  readonly origin: Origin;
  readonly items: readonly unknown[];
  readonly maxConcurrency: number | undefined;
  readonly open: (item: unknown, index: number) => Body<unknown>;
}

/**
 * Starts one fiber per item, at most `maxConcurrency` at once, and settles with the results in item
 * order. The first failure settles it, and no iteration starts after that; those that run go on. An
 * error of the iteration's own code, which no node asked for, is remembered as the iteration's: the
 * container's name with the item's number.
 */
export function startLoop(execution: Execution, { origin, items, maxConcurrency, open }: LoopRequest): TaskState {
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
  let next = 0;
  let running = 0;

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
  const startMore = () => {
    while (running < widthMax && next < given.length && state.settlement === undefined) {
      const index = next++;
      running += 1;
      new Fiber(
        execution,
        () => open(given[index], index),
        (failed, value) => {
          running -= 1;
          if (failed) {
            const iteration = { node: origin.node, path: [...origin.path, index] };
            return execution.settle(state, { kind: "error", error: blame(value, iteration) });
          }
          results[index] = value;
          if (running === 0 && next === given.length && state.settlement === undefined) complete();
          else startMore();
        },
      );
    }
  };
  if (given.length === 0) complete();
  else startMore();
  return state;
}
