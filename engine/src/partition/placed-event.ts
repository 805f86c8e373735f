import type {
  ActivityCompleted,
  ActivityScheduled,
  ActivityStarted,
  EpochMs,
  ExecutionCompleted,
  HistoryEvent,
  HistoryEventBase,
  HistoryEventBody,
  TurnStarted,
} from "../model/index.js";
import type { Whole } from "./shape.js";

/** Every key of an event, so that one which is added to the type and forgotten here is an error of type. */
type Placed<Body> = Whole<HistoryEventBase & Body>;

/**
 * The event at its place in a history. Those of which histories are full are built key by key: they take
 * half the memory of what a spread makes, and memory is what a history costs most.
 */
export function placedEvent(seq: number, atMs: EpochMs, body: HistoryEventBody): HistoryEvent {
  switch (body.type) {
    case "TurnStarted": {
      const { type, turn, deliveredThrough } = body;
      return { seq, atMs, type, turn, deliveredThrough } satisfies Placed<TurnStarted>;
    }
    case "ActivityScheduled": {
      const { type, taskId, origin, name, input, retry, timeoutMs, attempt, tags } = body;
      if ((retry ?? timeoutMs ?? attempt ?? tags) !== undefined) return { seq, atMs, ...body };
      return { seq, atMs, type, taskId, origin, name, input } satisfies Placed<
        Omit<ActivityScheduled, "retry" | "timeoutMs" | "attempt" | "tags">
      >;
    }
    case "ActivityStarted": {
      const { type, taskId, attempt } = body;
      return { seq, atMs, type, taskId, attempt } satisfies Placed<ActivityStarted>;
    }
    case "ActivityCompleted": {
      const { type, taskId, attempt, result, log } = body;
      if (log !== undefined) return { seq, atMs, ...body };
      return { seq, atMs, type, taskId, attempt, result } satisfies Placed<Omit<ActivityCompleted, "log">>;
    }
    case "ExecutionCompleted": {
      const { type, output } = body;
      return { seq, atMs, type, output } satisfies Placed<ExecutionCompleted>;
    }
    default:
      return { seq, atMs, ...body };
  }
}
