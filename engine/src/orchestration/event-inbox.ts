import type { EventRaised, JsonText, Origin, TaskId } from "../model/index.js";
import type { Execution } from "./execution.js";
import type { PayloadReading } from "./payload-check.js";

interface Wait {
  readonly id: TaskId;
  readonly origin: Origin;
  /** Absent: whatever the payload is, it is taken. */
  readonly reading?: PayloadReading;
}

interface Kept {
  readonly raisedSeq: number;
  readonly payload: JsonText;
}

/**
 * Brings events and those who wait for them together, by name: the oldest event that nobody took to
 * the oldest wait. What nobody waits for is kept until somebody does.
 */
export class EventInbox {
  readonly #kept = new Map<string, Kept[]>();
  readonly #waits = new Map<string, Wait[]>();

  constructor(readonly execution: Execution) {}

  /** An event was raised. */
  put({ name, payload }: EventRaised, raisedSeq: number): void {
    const event = { raisedSeq, payload };
    const waits = this.#waits.get(keyOf(name)) ?? [];
    for (let wait = waits.shift(); wait !== undefined; wait = waits.shift()) {
      if (this.#give(wait, event)) return;
    }
    listAt(this.#kept, name).push(event);
  }

  /** A task, outstanding already, waits for an event. */
  wait(name: string, wait: Wait): void {
    const event = this.#kept.get(keyOf(name))?.shift();
    if (event === undefined) listAt(this.#waits, name).push(wait);
    else this.#give(wait, event);
  }

  /** False when the wait is over: its time is up, or it was cancelled. */
  #give(wait: Wait, { raisedSeq, payload }: Kept): boolean {
    const { id, origin, reading } = wait;
    const task = this.execution.outstanding.get(id);
    if (task === undefined) return false;
    this.execution.outstanding.delete(id);
    this.execution.act({ type: "EventReceived", taskId: id, origin, raisedSeq });
    this.execution.settle(task.state, reading?.(payload, wait) ?? { kind: "text", text: payload });
    return true;
  }
}

const keyOf = (name: string): string => name.toLowerCase();

function listAt<Item>(map: Map<string, Item[]>, name: string): Item[] {
  const list = map.get(keyOf(name)) ?? [];
  map.set(keyOf(name), list);
  return list;
}
