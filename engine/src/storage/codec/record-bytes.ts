import {
  executionId,
  type Failure,
  type InstanceId,
  type InstanceRecord,
  type InstanceStatus,
  type InstanceSummary,
  type SearchAttributes,
  workflowVersion,
} from "../../model/index.js";
import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";
import { readValue, writeValue } from "./json-bytes.js";
import { bitsOf, type Presence, readPresence } from "./presence.js";
import { readTags, writeTags } from "./tag-bytes.js";
import { Words } from "./words.js";

/*
 * What an instance shows of itself, the part for lists first. Who reads a list goes past input and output, and reads
 * no history.
 *
 *   summary   present u8 · status u8 · instanceId id · executionId id · name text · tags · createdAtMs time
 *             · updatedAtMs near createdAtMs · eventCount number · [version id]
 *             · [completedAtMs near updatedAtMs] · [failure value] · [failedNode text]
 *             · [attributes value] · [startAtMs near createdAtMs]
 *   record    summary · present u8 · input payload · [output payload] · [customStatus payload] · [parentId id]
 *             · [cancelReason text]
 */
type Summary = Omit<InstanceSummary, "customStatus" | "parentId" | "cancelReason">;
const SUMMARY = {
  version: 1,
  completedAtMs: 2,
  failure: 4,
  failedNode: 8,
  attributes: 16,
  startAtMs: 32,
} as const satisfies Presence<Summary>;
const RECORD = { output: 1, customStatus: 2, parentId: 4, cancelReason: 8 } as const satisfies Presence<
  Omit<InstanceRecord, keyof Summary>
>;
const SUMMARY_BITS = bitsOf(SUMMARY);
const RECORD_BITS = bitsOf(RECORD);
const STATUS = new Words<InstanceStatus>({
  Pending: 0,
  Running: 1,
  Completed: 2,
  Failed: 3,
  Terminated: 4,
  Suspended: 5,
});

function writeSummary(writer: ByteWriter, summary: Summary): void {
  const { version, completedAtMs, failure, failedNode, attributes, startAtMs } = summary;
  writer.byte(
    (version === undefined ? 0 : SUMMARY.version) |
      (completedAtMs === undefined ? 0 : SUMMARY.completedAtMs) |
      (failure === undefined ? 0 : SUMMARY.failure) |
      (failedNode === undefined ? 0 : SUMMARY.failedNode) |
      (attributes === undefined ? 0 : SUMMARY.attributes) |
      (startAtMs === undefined ? 0 : SUMMARY.startAtMs),
  );
  STATUS.write(writer, summary.status);
  writer.id(summary.instanceId);
  writer.id(summary.executionId);
  writer.text(summary.name);
  writeTags(writer, summary.tags);
  writer.time(summary.createdAtMs);
  writer.near(summary.createdAtMs, summary.updatedAtMs);
  writer.number(summary.eventCount);
  if (version !== undefined) writer.id(version);
  if (completedAtMs !== undefined) writer.near(summary.updatedAtMs, completedAtMs);
  if (failure !== undefined) writeValue(writer, failure);
  if (failedNode !== undefined) writer.text(failedNode);
  if (attributes !== undefined) writeValue(writer, attributes);
  if (startAtMs !== undefined) writer.near(summary.createdAtMs, startAtMs);
}

function readBeginning(reader: ByteReader): Summary {
  const present = readPresence(reader, SUMMARY_BITS);
  const status = STATUS.read(reader, "status");
  const instanceId = reader.id() as InstanceId;
  const execution = executionId(reader.id());
  const name = reader.text();
  const tags = readTags(reader);
  const createdAtMs = reader.time();
  const updatedAtMs = reader.near(createdAtMs);
  return {
    instanceId,
    executionId: execution,
    name,
    status,
    tags,
    createdAtMs,
    updatedAtMs,
    eventCount: reader.number(),
    ...(present & SUMMARY.version && { version: workflowVersion(reader.id()) }),
    ...(present & SUMMARY.completedAtMs && { completedAtMs: reader.near(updatedAtMs) }),
    ...(present & SUMMARY.failure && { failure: readValue<Failure>(reader) }),
    ...(present & SUMMARY.failedNode && { failedNode: reader.text() }),
    ...(present & SUMMARY.attributes && { attributes: readValue<SearchAttributes>(reader) }),
    ...(present & SUMMARY.startAtMs && { startAtMs: reader.near(createdAtMs) }),
  };
}

/** What a list shows of a record. A large text that is not shown is not looked up. */
export function readSummary(reader: ByteReader): InstanceSummary {
  const summary = readBeginning(reader);
  const present = readPresence(reader, RECORD_BITS);
  reader.skipJson();
  if (present & RECORD.output) reader.skipJson();
  return {
    ...summary,
    ...(present & RECORD.customStatus && { customStatus: reader.json() }),
    ...(present & RECORD.parentId && { parentId: reader.id() as InstanceId }),
    ...(present & RECORD.cancelReason && { cancelReason: reader.text() }),
  };
}

export function writeRecord(writer: ByteWriter, record: InstanceRecord): void {
  const { output, customStatus, parentId, cancelReason } = record;
  writeSummary(writer, record);
  writer.byte(
    (output === undefined ? 0 : RECORD.output) |
      (customStatus === undefined ? 0 : RECORD.customStatus) |
      (parentId === undefined ? 0 : RECORD.parentId) |
      (cancelReason === undefined ? 0 : RECORD.cancelReason),
  );
  writer.json(record.input);
  if (output !== undefined) writer.json(output);
  if (customStatus !== undefined) writer.json(customStatus);
  if (parentId !== undefined) writer.id(parentId);
  if (cancelReason !== undefined) writer.text(cancelReason);
}

export function readRecord(reader: ByteReader): InstanceRecord {
  const summary = readBeginning(reader);
  const present = readPresence(reader, RECORD_BITS);
  return {
    input: reader.json(),
    ...summary,
    ...(present & RECORD.output && { output: reader.json() }),
    ...(present & RECORD.customStatus && { customStatus: reader.json() }),
    ...(present & RECORD.parentId && { parentId: reader.id() as InstanceId }),
    ...(present & RECORD.cancelReason && { cancelReason: reader.text() }),
  };
}
