import { decodeJson, type JsonText, type TaskId } from "../model/index.js";
import type { Task } from "./context.js";
import type { Fiber } from "./fiber.js";

/** How a task came out. Results that crossed a border stay text until somebody reads them. */
export type Settlement =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "text"; readonly text: JsonText }
  | { readonly kind: "error"; readonly error: unknown };

/** Something that goes on when a task has settled; it is called from the ready queue, never from within another's turn. */
export interface Waiter {
  wake(settled: TaskState | undefined): void;
}

/** What makes tasks and takes them back: an execution. */
export interface TaskOwner {
  /** False when there was nothing to take back. */
  cancelTask(state: TaskState): boolean;
}

/** The engine's side of a task. Code never holds one: it holds a {@link TaskHandle}. */
export class TaskState {
  settlement: Settlement | undefined;
  /** In the order in which they began to wait. */
  waiters: Waiter[] = [];
  /** Somebody waits for it or has read it: its failure does not go unheard. */
  heard = false;
  /** Under which number what it waits for can be taken back; `undefined` when it cannot. */
  cancelId: TaskId | undefined;
  /** The body that it is the result of, if it is one's. */
  body: Fiber | undefined;
  readonly handle: TaskHandle<unknown>;

  /** `owner` is the execution it belongs to; `startedBy` the body that asked for it. */
  constructor(
    readonly owner: TaskOwner,
    readonly startedBy: Fiber | undefined,
  ) {
    this.handle = new TaskHandle(this);
  }
}

/** What a wait gives: a value, or an error to be thrown. */
export interface Outcome {
  readonly failed: boolean;
  readonly value: unknown;
}

/** The outcome of a task that has settled; text is decoded once. */
export function outcomeOf(state: TaskState): Outcome | undefined {
  const { settlement } = state;
  if (settlement === undefined) return undefined;
  if (settlement.kind === "error") return { failed: true, value: settlement.error };
  if (settlement.kind === "value") return { failed: false, value: settlement.value };
  const value = decodeJson(settlement.text);
  state.settlement = { kind: "value", value };
  return { failed: false, value };
}

/** Gives the state behind a task, or `undefined` for anything that is not a task of the engine's making. */
export let stateOfTask: (value: unknown) => TaskState | undefined;

/** What code holds: it can be waited for, or taken back, and nothing else. */
export class TaskHandle<Result> implements Task<Result> {
  readonly #state: TaskState;

  constructor(state: TaskState) {
    if (!(state instanceof TaskState)) throw new TypeError("Tasks are made by ctx alone.");
    this.#state = state;
  }

  static {
    stateOfTask = (value) =>
      typeof value === "object" && value !== null && #state in value ? value.#state : undefined;
  }

  cancel(): boolean {
    const state = this.#state;
    return state.settlement === undefined && state.owner.cancelTask(state);
  }

  *[Symbol.iterator](): Generator<Task<unknown>, Result, unknown> {
    return (yield this) as Result;
  }
}
