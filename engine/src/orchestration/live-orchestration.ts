import type { EpisodeOutcome, Turn } from "../model/index.js";
import {
  type ActionEvent,
  decodeJson,
  type EventRaised,
  type ExecutionForked,
  type HistoryEventBase,
  invariant,
  type JsonText,
  type MessageEvent,
  unreachable,
} from "../model/index.js";
import { isCancellation } from "./cancellation.js";
import type { AnyOrchestration } from "./context.js";
import { ContextHandle } from "./context-handle.js";
import { SectionHandle } from "./critical-section.js";
import { type Ending, Execution, type OutstandingTask, type StartedExecution, type TaskMessage } from "./execution.js";
import { Fiber } from "./fiber.js";
import { encodePayload } from "./payload.js";
import type { Settlement } from "./task.js";
import { failureOfThrown, PLAIN_STACKS, type StackReading, taskError } from "./thrown.js";
import type { LogLine } from "./turn-log.js";

/** A message as an orchestrator is told of it: an event that was raised is known by its number from then on. */
export type HeardMessage = Exclude<MessageEvent, EventRaised> | (HistoryEventBase & EventRaised);

/**
 * An orchestrator in memory, waiting exactly where its code waits. The same messages in the same
 * turns give the same outcomes, always: that is all a replay needs.
 */
export class LiveOrchestration {
  readonly #execution: Execution;
  #begun = false;

  constructor(
    readonly run: AnyOrchestration["run"],
    started: StartedExecution,
    readonly stacks: StackReading = PLAIN_STACKS,
  ) {
    this.#execution = new Execution(started);
  }

  /** True when the orchestration's body has ended; nothing may be delivered any more. */
  get ended(): boolean {
    return this.#execution.ending !== undefined;
  }

  /** It is a fork, which parts here from the run that its history began as. */
  become({ instanceId, executionId }: ExecutionForked): void {
    this.#execution.become({ instanceId, executionId });
  }

  /** While a history is replayed, code is told so; what it logged meanwhile is for nobody. */
  set isReplaying(is: boolean) {
    this.#execution.isReplaying = is;
  }

  /** What the code said for the operator in turns that were no replay, since the last time. */
  takeLog(): readonly LogLine[] {
    return this.#execution.takeLog();
  }

  /** The first turn. `recorded`: what the history says of it, when it is run again. */
  start(turn: Turn, recorded?: readonly ActionEvent[]): EpisodeOutcome {
    invariant(!this.#begun, "an orchestration starts once");
    this.#begun = true;
    const execution = this.#execution;
    const ctx = new ContextHandle(execution, []);
    // Taken out of `this`, so that the code is not given this object as its own `this`.
    const { run } = this;
    return this.#turn(
      turn,
      () => {
        execution.root = new Fiber(
          execution,
          () => run(ctx, decodeJson(execution.started.input) as never),
          (failed, value) => this.#bodyEnded(failed, value),
        );
      },
      recorded,
    );
  }

  /** A later turn: tells of all messages at once, in their order, then lets the code go on. */
  deliver(messages: readonly HeardMessage[], turn: Turn, recorded?: readonly ActionEvent[]): EpisodeOutcome {
    invariant(this.#begun, "an orchestration hears of messages only after it has started");
    invariant(!this.ended, "an orchestration that has ended hears of nothing more");
    return this.#turn(
      turn,
      () => {
        // Told first: what came with it came too late. Else code could learn of it on its way through a clean-up.
        const cancel = messages.find((message) => message.type === "ExecutionCancelRequested");
        if (cancel !== undefined) this.#execution.cancelRun(cancel.reason);
        for (const message of messages) this.#settle(message);
      },
      recorded,
    );
  }

  #settle(message: HeardMessage): void {
    const execution = this.#execution;
    if (message.type === "ActivityStarted" || message.type === "ActivityAttemptFailed") return;
    if (message.type === "ExecutionCancelRequested") return;
    if (message.type === "EventRaised") {
      execution.inbox.put(message, message.seq);
      return;
    }
    const task = execution.outstanding.get(message.taskId);
    // A second result of the same task: the first one counts.
    if (task === undefined) return;
    execution.outstanding.delete(message.taskId);
    const settlement = task.settling?.(message) ?? settlementOf(message, task, execution);
    if (settlement !== "goesOn") execution.settle(task.state, settlement);
  }

  /**
   * A failure that nobody waited for must not vanish with a body that returns; nor one of the clean-up of a run that
   * is cancelled with a body that says no more than that.
   */
  #bodyEnded(failed: boolean, value: unknown): void {
    const execution = this.#execution;
    execution.ownBodyIsOver((): Ending => {
      const ending: Ending = failed ? { kind: "threw", error: value } : { kind: "returned", value };
      if (execution.isCleaningUp) {
        if (failed && !isCancellation(value)) return ending;
        const grave = execution.firstUnheardError((error) => !isCancellation(error));
        return grave === undefined ? ending : { kind: "threw", error: grave.error };
      }
      const { endedWith } = execution;
      if (endedWith !== undefined && failed) {
        return { kind: "returned", value: endedWith.value };
      }
      const unheard = failed ? undefined : execution.firstUnheardError();
      return unheard === undefined ? ending : { kind: "threw", error: unheard.error };
    });
  }

  #turn(turn: Turn, begin: () => void, recorded?: readonly ActionEvent[]): EpisodeOutcome {
    const execution = this.#execution;
    const actions = execution.runTurn(turn, begin, recorded);
    const { ending } = execution;
    if (ending === undefined) {
      if (execution.outstanding.size > 0) return { kind: "waiting", actions };
      execution.ending = { kind: "failed", failure: DEADLOCK };
      return { kind: "failed", actions, failure: DEADLOCK };
    }
    if (ending.kind === "failed") return { kind: "failed", actions, failure: ending.failure };
    if (ending.kind === "threw") return { kind: "failed", actions, ...failureOfThrown(ending.error, this.stacks) };
    const { continuation } = execution;
    if (continuation !== undefined) return { kind: "continuedAsNew", actions, input: continuation };
    let output: JsonText;
    try {
      output = encodePayload(ending.value, "The output of the orchestration");
    } catch (thrown) {
      return { kind: "failed", actions, ...failureOfThrown(thrown, this.stacks) };
    }
    return { kind: "completed", actions, output };
  }
}

function settlementOf(message: TaskMessage, { origin }: OutstandingTask, execution: Execution): Settlement {
  switch (message.type) {
    case "ActivityCompleted":
    case "EntityCallCompleted":
    case "SubOrchestrationCompleted":
      return { kind: "text", text: message.result };
    case "ActivityFailed":
      return { kind: "error", error: taskError("ActivityError", message.failure, origin, message.taskId) };
    case "EntityCallFailed":
      return { kind: "error", error: taskError("EntityError", message.failure, origin, message.taskId) };
    case "SubOrchestrationFailed":
      return { kind: "error", error: taskError("SubOrchestrationError", message.failure, origin, message.taskId) };
    case "EventWaitTimedOut":
      return { kind: "error", error: taskError("TimeoutError", eventTimeout(origin.node), origin, message.taskId) };
    case "LockAcquired":
      execution.section.acquired(message.taskId);
      return { kind: "value", value: new SectionHandle(execution.section, message.taskId, origin) };
    case "TimerFired":
      return { kind: "value", value: undefined };
    default:
      return unreachable(message, "message");
  }
}

const eventTimeout = (node: string) => ({
  code: "Timeout",
  message: `Nobody raised the event that ${node} waited for in time.`,
});

const DEADLOCK = {
  code: "Deadlock",
  message:
    "The orchestration waits for something that can never happen: nothing that comes from outside is outstanding. A body waits for itself, or two bodies wait for each other.",
  nonRetriable: true,
} as const;
