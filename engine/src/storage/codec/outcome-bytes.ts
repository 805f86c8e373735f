import { type ActionEvent, type EpisodeOutcome, type EpochMs, type Failure, unreachable } from "../../model/index.js";
import type { OperationOutcome } from "../../partition/message.js";
import { readAction, readOrigin, writeAction, writeOrigin } from "./action-bytes.js";
import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";
import { readValue, writeValue } from "./json-bytes.js";

/*
 * What a turn came to:
 *
 *   kind u8 · n varint · n × action (`action-bytes.ts`) · …
 *
 *   0 waiting            nothing more
 *   1 completed          output payload
 *   2 failed             failure value
 *   3 failed at a node   failure value · origin
 *   4 continuedAsNew     input payload
 */
const EPISODE = { waiting: 0, completed: 1, failed: 2, failedAtNode: 3, continuedAsNew: 4 } as const;

export function writeEpisodeOutcome(writer: ByteWriter, outcome: EpisodeOutcome, atMs: EpochMs): void {
  switch (outcome.kind) {
    case "waiting":
      writer.byte(EPISODE.waiting);
      writeActions(writer, outcome.actions, atMs);
      return;
    case "completed":
      writer.byte(EPISODE.completed);
      writeActions(writer, outcome.actions, atMs);
      writer.json(outcome.output);
      return;
    case "continuedAsNew":
      writer.byte(EPISODE.continuedAsNew);
      writeActions(writer, outcome.actions, atMs);
      writer.json(outcome.input);
      return;
    case "failed":
      writer.byte(outcome.origin === undefined ? EPISODE.failed : EPISODE.failedAtNode);
      writeActions(writer, outcome.actions, atMs);
      writeValue(writer, outcome.failure);
      if (outcome.origin !== undefined) writeOrigin(writer, outcome.origin);
      return;
    default:
      unreachable(outcome, "episode outcome");
  }
}

export function readEpisodeOutcome(reader: ByteReader, atMs: EpochMs): EpisodeOutcome {
  const kind = reader.byte();
  const actions = readActions(reader, atMs);
  switch (kind) {
    case EPISODE.waiting:
      return { kind: "waiting", actions };
    case EPISODE.completed:
      return { kind: "completed", actions, output: reader.json() };
    case EPISODE.failed:
      return { kind: "failed", actions, failure: readValue<Failure>(reader) };
    case EPISODE.failedAtNode:
      return { kind: "failed", actions, failure: readValue<Failure>(reader), origin: readOrigin(reader) };
    case EPISODE.continuedAsNew:
      return { kind: "continuedAsNew", actions, input: reader.json() };
    default:
      return reader.newer("episode outcome", kind, EPISODE.continuedAsNew);
  }
}

function writeActions(writer: ByteWriter, actions: readonly ActionEvent[], atMs: EpochMs): void {
  writer.varint(actions.length);
  for (const action of actions) writeAction(writer, action, atMs);
}

function readActions(reader: ByteReader, atMs: EpochMs): readonly ActionEvent[] {
  return reader.list(() => readAction(reader, reader.byte(), atMs));
}

/*
 * What an attempt of an activity, or an entity's operation, came to:
 *
 *   0 completed   result payload
 *   1 failed      failure value
 */
const OUTCOME = { completed: 0, failed: 1 } as const;

export function writeOutcome(writer: ByteWriter, outcome: OperationOutcome): void {
  switch (outcome.kind) {
    case "completed":
      writer.byte(OUTCOME.completed);
      writer.json(outcome.result);
      return;
    case "failed":
      writer.byte(OUTCOME.failed);
      writeValue(writer, outcome.failure);
      return;
    default:
      unreachable(outcome, "outcome");
  }
}

export function readOutcome(reader: ByteReader): OperationOutcome {
  const kind = reader.byte();
  switch (kind) {
    case OUTCOME.completed:
      return { kind: "completed", result: reader.json() };
    case OUTCOME.failed:
      return { kind: "failed", failure: readValue<Failure>(reader) };
    default:
      return reader.newer("outcome", kind, OUTCOME.failed);
  }
}
