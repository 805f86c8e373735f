import { type HistoryEvent, type InstanceId, LIMITS, NotForkable } from "../model/index.js";
import type { HistoryPage } from "./protocol.js";

type ReadPage = (asks: {
  readonly instanceId: InstanceId;
  readonly afterSeq: number;
  readonly limit: number;
}) => Promise<HistoryPage>;

/** An instance's durable events up to and with `atSeq`, and the one after them, which says whether a turn goes on there. */
export async function sharedHistory(
  instanceId: InstanceId,
  atSeq: number,
  read: ReadPage,
): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let execution: string | undefined;
  while (events.length <= atSeq) {
    const limit = Math.min(LIMITS.pageItemsMax, atSeq + 1 - events.length);
    const page = await read({ instanceId, afterSeq: events.length, limit });
    if (execution !== undefined && execution !== page.executionId) {
      throw new NotForkable(`"${instanceId}" began another execution while its history was read. Fork it again.`);
    }
    execution = page.executionId;
    if (page.events.length === 0) break;
    events.push(...page.events);
  }
  if (events.length >= atSeq) return events;
  throw new NotForkable(`The history of "${instanceId}" has ${events.length} events, and no event ${atSeq}.`);
}
