import { isFinished } from "../model/index.js";
import type { TaskKey } from "../partition/message.js";
import type { Conversation } from "./conversation.js";
import { type EntityRows, encodeEntityCursor } from "./entity-pages.js";
import type { CleanOptions, EntityQuery } from "./hub.js";

/**
 * Looks through the entities of all threads, one page after the other, and has those cleaned that need it. Whether a
 * section's run has ended is asked after the lock was seen, and both are durable: a lock is never older than what is
 * then said of its run. A run that ended releases its locks itself; to do it a second time is nothing.
 */
export async function cleanEntities(
  conversation: Conversation,
  { removeEmpty = true, releaseOrphanedLocks = true }: CleanOptions,
): Promise<{ readonly emptyRemoved: number; readonly locksReleased: number }> {
  let emptyRemoved = 0;
  let locksReleased = 0;
  const cleanThread = async (thread: number): Promise<void> => {
    let query: EntityQuery | undefined = { limit: CLEANED_AT_ONCE };
    while (query !== undefined) {
      const { rows, lookedAt }: EntityRows = await conversation.ask(thread, "listEntities", {
        query,
        choice: "toClean",
      });
      for (const { entityId, lockedBy, isEmpty } of rows) {
        if (isEmpty && removeEmpty) {
          await conversation.askAbout(entityId, "cleanEntity", { entityId });
          emptyRemoved += 1;
        }
        if (lockedBy === undefined || !releaseOrphanedLocks || !(await isOrphaned(conversation, lockedBy))) continue;
        await conversation.askAbout(entityId, "cleanEntity", { entityId, section: lockedBy });
        locksReleased += 1;
      }
      query = lookedAt === undefined ? undefined : { limit: CLEANED_AT_ONCE, cursor: encodeEntityCursor(lookedAt) };
    }
  };
  await Promise.all(conversation.threads.map(cleanThread));
  return { emptyRemoved, locksReleased };
}

/** Few are locked at a time, and each is asked about. */
const CLEANED_AT_ONCE = 100;

/** An execution that was followed by another one, as new or rewound, holds nothing any more either. */
async function isOrphaned(conversation: Conversation, { instanceId, executionId }: TaskKey): Promise<boolean> {
  const holder = await conversation.askAbout(instanceId, "status", { instanceId });
  return holder === undefined || isFinished(holder.status) || holder.executionId !== executionId;
}
