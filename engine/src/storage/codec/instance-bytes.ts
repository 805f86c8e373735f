import { requestId } from "../../model/index.js";
import type { Instance, Session } from "../../partition/state.js";
import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";
import { readHistory, writeHistory } from "./history-bytes.js";
import { readValue, writeValue } from "./json-bytes.js";
import { bitsOf, type Presence, readPresence } from "./presence.js";
import { readRecord, writeRecord } from "./record-bytes.js";
import { readTasks, writeTasks } from "./task-bytes.js";
import { readTaskKey, writeTaskKey } from "./task-key-bytes.js";

/*
 * One instance, what is asked for most often first:
 *
 *   record (`record-bytes.ts`) · present u8 · turns number · deliveredThrough number · lastMessageSeq number
 *   · [requestId id] · [tasks (`task-bytes.ts`)] · [section value]
 *   · [parent task key] · history (`history-bytes.ts`)
 */
const INSTANCE = { requestId: 1, tasks: 2, section: 4, parent: 8 } as const satisfies Presence<Instance>;
/** Beside the bits of the optional fields: an episode of the session is out. */
const EPISODE_OUT = 0x80;
/** And: the session is suspended. */
const SUSPENDED = 0x40;
/** And: it waits for the time of its start. */
const SCHEDULED = 0x20;
/** And: not all of its history counts. */
const ALTERED = 0x10;
const KNOWN_BITS = bitsOf(INSTANCE) | EPISODE_OUT | SUSPENDED | SCHEDULED | ALTERED;

export function writeInstance(writer: ByteWriter, instance: Instance): void {
  const { record, session, requestId, tasks, section, parent, history } = instance;
  writeRecord(writer, record);
  writer.byte(
    (requestId === undefined ? 0 : INSTANCE.requestId) |
      (tasks === undefined ? 0 : INSTANCE.tasks) |
      (section === undefined ? 0 : INSTANCE.section) |
      (parent === undefined ? 0 : INSTANCE.parent) |
      (session.episodeOut ? EPISODE_OUT : 0) |
      (session.suspended === true ? SUSPENDED : 0) |
      (session.scheduled === true ? SCHEDULED : 0) |
      (session.altered === true ? ALTERED : 0),
  );
  writer.number(session.turns);
  writer.number(session.deliveredThrough);
  writer.number(session.lastMessageSeq);
  if (requestId !== undefined) writer.id(requestId);
  if (tasks !== undefined) writeTasks(writer, tasks, record.updatedAtMs);
  if (section !== undefined) writeValue(writer, section);
  if (parent !== undefined) writeTaskKey(writer, parent);
  writeHistory(writer, history, record);
}

export function readInstance(reader: ByteReader): Instance {
  const record = readRecord(reader);
  const present = readPresence(reader, KNOWN_BITS);
  const session: Session = {
    turns: reader.number(),
    episodeOut: (present & EPISODE_OUT) !== 0,
    ...(present & SUSPENDED && { suspended: true as const }),
    ...(present & SCHEDULED && { scheduled: true as const }),
    ...(present & ALTERED && { altered: true as const }),
    deliveredThrough: reader.number(),
    lastMessageSeq: reader.number(),
  };
  return {
    record,
    session,
    ...(present & INSTANCE.requestId && { requestId: requestId(reader.id()) }),
    ...(present & INSTANCE.tasks && { tasks: readTasks(reader, record.updatedAtMs) }),
    ...(present & INSTANCE.section && { section: readValue<NonNullable<Instance["section"]>>(reader) }),
    ...(present & INSTANCE.parent && { parent: readTaskKey(reader) }),
    history: readHistory(reader, record),
  };
}
