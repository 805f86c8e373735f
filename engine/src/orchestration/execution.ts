import type { Turn } from "../model/index.js";
import {
  type ActionEvent,
  type ActivityAttemptFailed,
  type ActivityStarted,
  type EventRaised,
  type ExecutionCancelRequested,
  type ExecutionId,
  type ExecutionStarted,
  encodeJson,
  type Failure,
  type InstanceId,
  isNotCarried,
  type JsonText,
  LIMITS,
  type MessageEvent,
  type Origin,
  type TaskId,
  taskId,
} from "../model/index.js";
import { SeededRandom } from "../model/seeded-random.js";
import { cancelBody } from "./cancellation.js";
import { CriticalSection } from "./critical-section.js";
import { EventInbox } from "./event-inbox.js";
import type { Fiber } from "./fiber.js";
import { encodePayload } from "./payload.js";
import { cancellationOfRun } from "./run-cancellation.js";
import { type Settlement, type TaskOwner, TaskState, type Waiter } from "./task.js";
import { rangeError, taskError } from "./thrown.js";
import { type LogLine, TurnLog } from "./turn-log.js";

/**
 * What an execution begins with, as its orchestrator is given it: the first event of the history, and who called it,
 * which the instance's record knows and the history does not say.
 */
export type StartedExecution = ExecutionStarted & { readonly parentId?: InstanceId };

/** The messages that are the result of a task. */
export type TaskMessage = Exclude<
  MessageEvent,
  ExecutionCancelRequested | ActivityStarted | ActivityAttemptFailed | EventRaised
>;

/** A task whose result comes from outside. */
export interface OutstandingTask {
  readonly state: TaskState;
  readonly origin: Origin;
  /**
   * Called when its result has come, before anybody hears of it. It may give the task another result, or say
   * that the task goes on, having asked for something else on its behalf.
   */
  readonly settling?: (message: TaskMessage) => Settlement | "goesOn" | undefined;
  /** Called when it is taken back. */
  readonly withdrawn?: () => void;
}

/** How the orchestration's own body ended. */
export type Ending =
  | { readonly kind: "returned"; readonly value: unknown }
  | { readonly kind: "threw"; readonly error: unknown }
  | { readonly kind: "failed"; readonly failure: Failure };

/** What one turn may hand over in all, as JSON: a loop that passes the same large value on a thousand times stops here. */
const TURN_CHARACTERS_MAX = 256 * 1024 * 1024;

/**
 * One execution between its turns: what is ready to go on, what is still to come, what was asked
 * for in this turn. Everything happens through one queue, first in, first out, so that the order is
 * the same in every replay and the stack stays flat however much settles at once.
 */
export class Execution implements TaskOwner {
  readonly outstanding = new Map<TaskId, OutstandingTask>();
  /** Who the code is told that it is. A fork becomes another one where it parted. */
  identity: { readonly instanceId: InstanceId; readonly executionId: ExecutionId };
  /** The turn was run before: nothing of it is told to anybody. */
  isReplaying = false;
  ending: Ending | undefined;
  /** Somebody has asked the run to end, and this is why: its code cleans up from here on. */
  cancelReason: string | undefined;
  /** Bodies that have begun and are not over. */
  #bodies = 0;
  /** How the orchestration's own body ended, while it waits for the clean-up of other bodies. */
  #conclude: (() => Ending) | undefined;
  /** The input of the execution that goes on when the body returns. */
  continuation: JsonText | undefined;

  /** The orchestration's own body. */
  root: Fiber | undefined;
  /** The body that runs at this moment. */
  running: Fiber | undefined;
  /** What the run ends with that was ended from somewhere within, once all of it has come to its end. */
  endedWith: { readonly value: unknown } | undefined;
  /** The node that asked for something last: where the code was when it went wrong. */
  lastAsked: Origin | undefined;

  /** Of this turn. Most turns ask for one thing: an array that is pushed to has room for seventeen. */
  #actions: ActionEvent[] | undefined;
  #asked = 0;
  #made = 0;
  #charactersLeft = TURN_CHARACTERS_MAX;
  /** What the history says of this turn, when it is run again. */
  #recorded: readonly ActionEvent[] | undefined;
  #lastTaskId = 0;
  #turn: Turn | undefined;
  readonly #readyWaiters: Waiter[] = [];
  readonly #readyStates: (TaskState | undefined)[] = [];
  /** Failed tasks nobody has waited for, in the order of their failures. */
  #unheard: Set<TaskState> | undefined;
  // What many an orchestration never uses is made when it does: an execution is in memory as long as it waits.
  #random: SeededRandom | undefined;
  #inbox: EventInbox | undefined;
  #section: CriticalSection | undefined;
  #log: TurnLog | undefined;

  constructor(readonly started: StartedExecution) {
    const { instanceId, executionId } = started;
    this.identity = { instanceId, executionId };
  }

  /** From now on it is another execution, with chance and ids of its own. */
  become(identity: Execution["identity"]): void {
    this.identity = identity;
    this.#random = undefined;
  }

  /** Chance, seeded by the execution: the same numbers in the same order in every replay. */
  get random(): SeededRandom {
    this.#random ??= new SeededRandom(this.identity.executionId);
    return this.#random;
  }

  get inbox(): EventInbox {
    this.#inbox ??= new EventInbox(this);
    return this.#inbox;
  }

  get section(): CriticalSection {
    this.#section ??= new CriticalSection(this);
    return this.#section;
  }

  get log(): TurnLog {
    this.#log ??= new TurnLog();
    return this.#log;
  }

  /** What was said for the operator since the last time. */
  takeLog(): readonly LogLine[] {
    return this.#log?.take() ?? [];
  }

  /** When this turn began. */
  get nowMs(): number {
    return this.requireTurn().nowMs;
  }

  /** Throws when code uses its context while it is not its turn: from a timer or a promise, say. */
  requireTurn(): Turn {
    if (this.#turn !== undefined) return this.#turn;
    throw new Error(
      "The orchestration used its context outside of its own turn. It may wait by yield* alone: no timers, promises or callbacks.",
    );
  }

  /** Runs everything that is ready, and what becomes ready by it, and gives what was asked for. */
  runTurn(turn: Turn, begin: () => void, recorded?: readonly ActionEvent[]): ActionEvent[] {
    this.#turn = turn;
    this.#recorded = recorded;
    this.#actions = undefined;
    this.#charactersLeft = TURN_CHARACTERS_MAX;
    try {
      begin();
      for (let index = 0; index < this.#readyWaiters.length && this.ending === undefined; index++) {
        (this.#readyWaiters[index] as Waiter).wake(this.#readyStates[index]);
      }
      this.#readyWaiters.length = 0;
      this.#readyStates.length = 0;
      if (this.#conclude !== undefined && this.#bodies === 0) this.ending = this.#conclude();
      if (this.ending !== undefined) this.#cancelOutstanding();
    } finally {
      this.#turn = undefined;
    }
    return this.#actions ?? [];
  }

  newTask(): TaskState {
    this.requireTurn();
    this.#count(1);
    return new TaskState(this, this.running);
  }

  /** A body begins: the orchestration's own, a fork's, an iteration's. */
  bodyBegins(): void {
    this.#bodies += 1;
  }

  bodyIsOver(): void {
    this.#bodies -= 1;
  }

  /**
   * The orchestration's own body is over: that is the end of the execution, except that a run that is cancelled ends
   * when all its bodies are over, so that each comes to the end of its clean-up.
   */
  ownBodyIsOver(conclude: () => Ending): void {
    if (this.cancelReason === undefined) this.ending = conclude();
    else this.#conclude = conclude;
  }

  /**
   * The run is to end: whoever waits is thrown that the run is cancelled, for nothing comes any more of what was asked
   * for.
   */
  cancelRun(reason: string): void {
    if (this.cancelReason !== undefined) return;
    this.cancelReason = reason;
    for (const [id, { state, origin, withdrawn }] of [...this.outstanding]) {
      // What a body asks for that was cancelled before, and is on its way out, is left to it; so is what is shielded.
      if (state.startedBy?.isCancelled === true || state.startedBy?.isSheltered === true) continue;
      this.outstanding.delete(id);
      this.#note({ type: "TaskCancelled", taskId: id });
      this.#section?.cancelled(id);
      withdrawn?.();
      // It is no failure that somebody should have heard of.
      state.heard = true;
      this.settle(state, { kind: "error", error: cancellationOfRun(reason, origin, id) });
    }
  }

  /** Whether the run was cancelled after a loop or a group had begun: one that begins in the clean-up is not disturbed. */
  isInterrupted(beganInCleanUp: boolean): boolean {
    return this.cancelReason !== undefined && !beganInCleanUp;
  }

  get isCleaningUp(): boolean {
    return this.cancelReason !== undefined;
  }

  /** What begins now is not disturbed by a cancellation of the run. */
  get isUndisturbed(): boolean {
    return this.isCleaningUp || this.running?.isSheltered === true;
  }

  /** What is thrown where the code waits for no single task. */
  cancellation(origin = this.lastAsked): unknown {
    return cancellationOfRun(this.cancelReason ?? "", origin);
  }

  /** Iterations count as tasks: what an execution may do is bounded even where it asks for nothing. */
  countIterations(count: number): void {
    this.#count(count);
  }

  #count(made: number): void {
    this.#made += made;
    if (this.#made <= LIMITS.historyEventsMax) return;
    throw rangeError(
      "TooManyTasks",
      `One execution may have ${LIMITS.historyEventsMax} tasks and iterations; this one asks for more. Split the work into several runs.`,
    );
  }

  /**
   * Encodes what code hands over, within the limits of one payload and of one turn. What was too
   * large once ends the turn's allowance, so that trying again and again costs nothing.
   */
  encode(value: unknown, what: string): JsonText {
    if (this.#charactersLeft < 0) throw turnTooLarge(what);
    try {
      const text = this.#encode(value, what);
      this.#charactersLeft -= text.length;
      if (this.#charactersLeft < 0) throw turnTooLarge(what);
      return text;
    } catch (thrown) {
      if (thrown instanceof RangeError) this.#charactersLeft = -1;
      throw thrown;
    }
  }

  /** A run from before values were refused goes on as it began: where the history has what such a value became, it stands. */
  #encode(value: unknown, what: string): JsonText {
    try {
      return encodePayload(value, what);
    } catch (thrown) {
      const recorded = this.#recorded?.[this.#actions?.length ?? 0];
      if (!isNotCarried(thrown) || recorded === undefined) throw thrown;
      const before = formerText(value);
      if (before === undefined || handedOver(recorded) !== before) throw thrown;
      return before;
    }
  }

  /** The next task's number. */
  newTaskId(): TaskId {
    this.#lastTaskId += 1;
    return taskId(this.#lastTaskId);
  }

  /** A task whose result comes from outside. The caller says in an action what is asked for. */
  newOutstanding(
    origin: Origin,
    its: Pick<OutstandingTask, "settling" | "withdrawn"> = NOTHING_MORE,
  ): { readonly id: TaskId; readonly state: TaskState } {
    const state = this.newTask();
    const id = this.newTaskId();
    this.outstand(id, { state, origin, ...its });
    return { id, state };
  }

  /** From now on the task waits for the answer of that number. */
  outstand(id: TaskId, task: OutstandingTask): void {
    this.outstanding.set(id, task);
  }

  /** Lets code take back what was asked for under that number. */
  allowCancel(state: TaskState, id: TaskId): void {
    state.cancelId = id;
  }

  /** Takes back what a task waits for; false when there is nothing to be taken back (any more). */
  cancel(state: TaskState): boolean {
    const { cancelId } = state;
    return cancelId !== undefined && this.takeBack(cancelId);
  }

  /** The same, and a body that the task is the result of is cancelled with all that it has started. */
  cancelTask(state: TaskState): boolean {
    if (state.body === undefined) return this.cancel(state);
    this.requireTurn();
    if (state.body.isCancelled) return false;
    this.markHeard(state);
    cancelBody(this, state.body);
    return true;
  }

  /** Takes back what was asked for under a number. */
  takeBack(id: TaskId): boolean {
    const task = this.outstanding.get(id);
    if (task === undefined) return false;
    const { state, origin } = task;
    this.requireTurn();
    // It counts, and yet the limit does not keep anything from being taken back: what has reached it must be able to end.
    this.#asked += 1;
    this.#note({ type: "TaskCancelled", taskId: id });
    this.outstanding.delete(id);
    this.#section?.cancelled(id);
    task.withdrawn?.();
    // Whoever cancels knows: only one who waits for it all the same is told.
    this.markHeard(state);
    this.settle(state, { kind: "error", error: taskError("CancelledError", cancellation(origin), origin) });
    return true;
  }

  act(action: ActionEvent): void {
    this.requireTurn();
    this.#asked += 1;
    if (this.#asked > LIMITS.historyEventsMax) {
      throw rangeError(
        "HistoryTooLong",
        `One execution may have ${LIMITS.historyEventsMax} events; this one asks for more. Split the work into several runs.`,
      );
    }
    this.#note(action);
    if ("origin" in action) this.lastAsked = action.origin;
  }

  #note(action: ActionEvent): void {
    if (this.#actions === undefined) this.#actions = [action];
    else this.#actions.push(action);
  }

  makeReady(waiter: Waiter, settled?: TaskState): void {
    this.#readyWaiters.push(waiter);
    this.#readyStates.push(settled);
  }

  /** Settles a task once; whoever waits for it goes on, in the order in which they began to wait. */
  settle(state: TaskState, settlement: Settlement): void {
    if (state.settlement !== undefined) return;
    state.settlement = settlement;
    for (const waiter of state.waiters) this.makeReady(waiter, state);
    state.waiters = [];
    if (settlement.kind === "error" && !state.heard) {
      this.#unheard ??= new Set();
      this.#unheard.add(state);
    }
  }

  /** Has the waiter woken when the task settles; at the next opportunity if it has. */
  awaitTask(state: TaskState, waiter: Waiter): void {
    this.markHeard(state);
    if (state.settlement === undefined) state.waiters.push(waiter);
    else this.makeReady(waiter, state);
  }

  markHeard(state: TaskState): void {
    if (state.heard) return;
    state.heard = true;
    this.#unheard?.delete(state);
  }

  /** The first failure that nobody has heard of, among those that `counts` says count. */
  firstUnheardError(counts: (error: unknown) => boolean = () => true): { readonly error: unknown } | undefined {
    for (const { settlement } of this.#unheard ?? []) {
      if (settlement?.kind === "error" && counts(settlement.error)) return settlement;
    }
    return undefined;
  }

  #cancelOutstanding(): void {
    for (const id of this.outstanding.keys()) this.#note({ type: "TaskCancelled", taskId: id });
    this.outstanding.clear();
  }
}

const NOTHING_MORE = {} as const;

function turnTooLarge(what: string): RangeError {
  return rangeError(
    "TurnTooLarge",
    `${what} is more than what one turn may hand over: ${TURN_CHARACTERS_MAX} characters of JSON in all, and nothing after a payload that was refused. Write large data to files and pass their names.`,
  );
}

const cancellation = ({ node }: Origin): Failure => ({
  code: "Cancelled",
  message: `The task of ${node} was cancelled by the orchestration itself: its result is not waited for any more.`,
});
/** What a value became that is refused now. Some were refused then, too. */
function formerText(value: unknown): JsonText | undefined {
  try {
    return encodeJson(value);
  } catch {
    return undefined;
  }
}

/** What an action hands over. */
function handedOver(action: ActionEvent): JsonText | undefined {
  if ("input" in action) return action.input;
  if ("value" in action) return action.value;
  if ("payload" in action) return action.payload;
  if ("items" in action) return action.items;
  return "results" in action ? action.results : undefined;
}
