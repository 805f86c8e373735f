// What it costs to write and to read a hello sequence (three activities, one after the other): its
// records in batches of 512, with the start and the end of each attempt apart (11 records) or in one (8),
// and the finished instance as the snapshot store keeps it; beside JSON in the same run. Figures of one
// run may be held against each other; figures of different runs may not.
//
//   node engine/bench/codec.mjs [--seconds 5] [--json]
import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { ByteWriter } from "../dist/storage/codec/byte-writer.js";
import { decodeEvent, encodeEvent, encodeEventInto } from "../dist/storage/event-codec.js";
import { decodeInstance, decodeSummary, encodeInstance } from "../dist/storage/state-codec.js";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "5" }, json: { type: "boolean", default: false } },
});
const seconds = Number(values.seconds);
const SEQUENCES = 512;

const cities = ["Tokyo", "Seattle", "London"];
const greeting = (city) => JSON.stringify(`Hello ${city}!`);
const output = JSON.stringify(cities.map((city) => `Hello ${city}!`));
const scheduled = (task) => ({
  type: "ActivityScheduled",
  taskId: task,
  origin: { node: "hello", path: [] },
  name: "hello",
  input: JSON.stringify({ city: cities[task - 1] }),
});

/** What a hello sequence leaves in the log, its ids those of the engine. */
function helloRecords(index, apart) {
  const atMs = Date.UTC(2026, 0, 1) + index;
  const key = { instanceId: randomUUID(), executionId: randomUUID() };
  const turn = (number, outcome) => ({
    type: "EpisodeEnded",
    atMs: atMs + number,
    ...key,
    turn: number,
    nowMs: atMs + number,
    deliveredThrough: number * 3,
    outcome,
  });
  const attempt = (task) => {
    const outcome = { kind: "completed", result: greeting(cities[task - 1]) };
    const named = { atMs, ...key, taskId: task, attempt: 1 };
    return apart
      ? [
          { type: "ActivityStarted", ...named },
          { type: "ActivityEnded", outcome, ...named },
        ]
      : [{ type: "ActivityEnded", outcome, startedAtMs: atMs - 1, ...named }];
  };
  return [
    { type: "StartRequested", atMs, replyTo: index, ...key, name: "hello", input: '{"for":"everybody"}', tags: {} },
    turn(1, { kind: "waiting", actions: [scheduled(1)] }),
    ...attempt(1),
    turn(2, { kind: "waiting", actions: [scheduled(2)] }),
    ...attempt(2),
    turn(3, { kind: "waiting", actions: [scheduled(3)] }),
    ...attempt(3),
    turn(4, { kind: "completed", actions: [], output }),
  ];
}

/** What the snapshot store keeps of a hello sequence. */
function helloInstance(index) {
  const atMs = Date.UTC(2026, 0, 1) + index;
  const key = { instanceId: randomUUID(), executionId: randomUUID() };
  const start = { name: "hello", input: '{"for":"everybody"}', tags: {} };
  const activity = (task) => [
    { type: "TurnStarted", turn: task, deliveredThrough: task * 4 - 3 },
    scheduled(task),
    { type: "ActivityStarted", taskId: task, attempt: 1 },
    { type: "ActivityCompleted", taskId: task, attempt: 1, result: greeting(cities[task - 1]) },
  ];
  const bodies = [
    { type: "ExecutionStarted", ...key, ...start },
    ...[1, 2, 3].flatMap(activity),
    { type: "TurnStarted", turn: 4, deliveredThrough: 13 },
    { type: "ExecutionCompleted", output },
  ];
  const history = bodies.map((body, position) => ({ seq: position + 1, atMs: atMs + position, ...body }));
  const times = { createdAtMs: atMs, updatedAtMs: atMs + 14, completedAtMs: atMs + 14 };
  const record = { status: "Completed", eventCount: history.length, output, ...key, ...start, ...times };
  const session = { turns: 4, episodeOut: false, deliveredThrough: 13, lastMessageSeq: 13 };
  return { record, session, history };
}

const over = (all, act) => () => {
  for (const each of all) act(each);
};
const sequences = Array.from({ length: SEQUENCES }, (_, index) => index);
const json = {
  encode: (value) => Buffer.from(JSON.stringify(value)),
  decode: (bytes) => JSON.parse(bytes.toString()),
};

/** Writes a batch into one buffer that is used again, as the log does. Both give the bytes of the batch. */
const writer = new ByteWriter(undefined, 1024 * 1024);
const buffer = Buffer.alloc(1024 * 1024);
function batchOfBytes(batch) {
  writer.reset();
  for (const event of batch) encodeEventInto(writer, event);
  return writer.length;
}
function batchOfJson(batch) {
  let length = 0;
  for (const event of batch) length += buffer.write(JSON.stringify(event), length);
  return length;
}

/**
 * Microseconds per sequence of two rounds, each over all sequences. They take turns, and of each the quickest
 * tenth counts: whatever else the machine does then slows both, or neither.
 */
function timed(bytesRound, jsonRound) {
  const once = (round) => {
    const began = performance.now();
    round();
    return ((performance.now() - began) * 1000) / SEQUENCES;
  };
  const times = { bytes: [], json: [] };
  const endAt = performance.now() + (seconds * 1000) / 6;
  while (performance.now() < endAt || times.bytes.length < 20) {
    times.bytes.push(once(bytesRound));
    times.json.push(once(jsonRound));
  }
  const quick = (each) => each.sort((a, b) => a - b)[Math.floor(each.length / 10)];
  return { bytes: quick(times.bytes), json: quick(times.json) };
}

function recordRow(apart) {
  const events = sequences.flatMap((index) => helloRecords(index, apart));
  const batches = sequences
    .filter((index) => index * 512 < events.length)
    .map((index) => events.slice(index * 512, index * 512 + 512));
  const asBytes = events.map((event) => encodeEvent(event));
  const asJson = events.map(json.encode);
  const size = (encode) => batches.reduce((sum, batch) => sum + encode(batch), 0) / SEQUENCES;
  return {
    what: `${events.length / SEQUENCES} records`,
    encode: timed(over(batches, batchOfBytes), over(batches, batchOfJson)),
    decode: timed(over(asBytes, decodeEvent), over(asJson, json.decode)),
    size: { bytes: size(batchOfBytes), json: size(batchOfJson) },
  };
}

function instanceRow() {
  const instances = sequences.map(helloInstance);
  const asBytes = instances.map((instance) => encodeInstance(instance));
  const asJson = instances.map(json.encode);
  const size = (all) => all.reduce((sum, bytes) => sum + bytes.byteLength, 0) / SEQUENCES;
  return {
    what: "finished instance",
    encode: timed(over(instances, encodeInstance), over(instances, json.encode)),
    decode: timed(over(asBytes, decodeInstance), over(asJson, json.decode)),
    size: { bytes: size(asBytes), json: size(asJson) },
  };
}

const rounded = (value) => Number(value.toPrecision(3));

/** What a list needs of it: the bytes' summary, and of JSON all of it. */
function summaryRow() {
  const instances = sequences.map(helloInstance);
  const asBytes = instances.map((instance) => encodeInstance(instance));
  const asJson = instances.map(json.encode);
  return {
    what: "its summary",
    decode: timed(over(asBytes, decodeSummary), over(asJson, json.decode)),
  };
}

const rows = [recordRow(true), recordRow(false), instanceRow(), summaryRow()].map(({ what, ...figures }) => {
  const row = { what };
  for (const [name, { bytes, json }] of Object.entries(figures)) {
    row[name === "size" ? "bytes" : `${name}Micros`] = rounded(bytes);
    row[`${name}Ratio`] = rounded(json / bytes);
  }
  return row;
});
if (values.json) for (const row of rows) console.log(JSON.stringify(row));
else console.table(rows);
