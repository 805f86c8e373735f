import type { HistoryEvent } from "@dacapo/engine/model";
import type { RunState } from "@dacapo/engine/timeline";

/** One event in a few words: its type, and the node it is about. */
export function eventWords(event: HistoryEvent, state: RunState): string {
  const node = nodeOf(event, state);
  return node === undefined ? event.type : `${event.type} ${node}`;
}

/** The name of the node an event is about, with the iteration it happened in: `thumbnail[2]`. */
function nodeOf(event: HistoryEvent, state: RunState): string | undefined {
  if ("taskId" in event) return state.tasks.get(event.taskId);
  if (!("origin" in event) || event.origin === undefined) return undefined;
  return `${event.origin.node}${event.origin.path.map((index) => `[${index}]`).join("")}`;
}
