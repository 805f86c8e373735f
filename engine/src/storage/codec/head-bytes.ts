import { type JsonText, partitionId, workflowVersion } from "../../model/index.js";
import type { Outgoing, PartitionHead, PublishedCode } from "../../partition/state.js";
import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";
import { readMessage, writeMessage } from "./message-bytes.js";

/*
 * What a partition keeps beside its instances and entities:
 *
 *   partition number
 *   · n varint · n × (version id · name text · code payload)
 *   · n varint · n × (to number · firstSeq number · m varint · m × message (`message-bytes.ts`))
 *   · n varint · n × (from number · last sequence number taken number)
 */

export function writeHead(writer: ByteWriter, { partition, codes, outbox, dedup }: PartitionHead): void {
  writer.number(partition);
  writer.varint(codes.size);
  for (const { version, name, code } of codes.values()) {
    writer.id(version);
    writer.text(name);
    // Not JSON, but as large as a payload may be, and the same in every snapshot.
    writer.json(code as JsonText);
  }
  writer.varint(outbox.size);
  for (const [to, { firstSeq, messages }] of outbox) {
    writer.number(to);
    writer.number(firstSeq);
    writer.varint(messages.length);
    for (const message of messages) writeMessage(writer, message);
  }
  writer.varint(dedup.size);
  for (const [from, seq] of dedup) {
    writer.number(from);
    writer.number(seq);
  }
}

export function readHead(reader: ByteReader): PartitionHead {
  const partition = partitionId(reader.number());
  const codes = reader.list(() => readCode(reader));
  return {
    partition,
    codes: new Map(codes.map((code) => [code.version, code])),
    outbox: new Map(reader.list(() => [partitionId(reader.number()), readOutgoing(reader)] as const)),
    dedup: new Map(reader.list(() => [partitionId(reader.number()), reader.number()] as const)),
  };
}

function readCode(reader: ByteReader): PublishedCode {
  return { version: workflowVersion(reader.id()), name: reader.text(), code: reader.json() };
}

function readOutgoing(reader: ByteReader): Outgoing {
  return { firstSeq: reader.number(), messages: reader.list(() => readMessage(reader)) };
}
