// What it costs to write and to read the records of a hello sequence (three activities, one after the
// other), in batches of 512 records, beside JSON in the same run. Figures of one run may be held
// against each other; figures of different runs may not.
//
//   node engine/bench/codec.mjs [--seconds 2] [--json]
import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { ByteWriter } from "../dist/storage/codec/byte-writer.js";
import { decodeEvent, encodeEventInto } from "../dist/storage/event-codec.js";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "2" }, json: { type: "boolean", default: false } },
});
const seconds = Number(values.seconds);
const SEQUENCES = 512;

/** What a hello sequence leaves in the log, its ids those of the engine. */
function helloRecords(index) {
  const atMs = Date.UTC(2026, 0, 1) + index;
  const key = { instanceId: randomUUID(), executionId: randomUUID() };
  const cities = ["Tokyo", "Seattle", "London"];
  const call = (task) => ({
    type: "ActivityScheduled",
    taskId: task,
    origin: { node: "hello", path: [] },
    name: "hello",
    input: JSON.stringify({ city: cities[task - 1] }),
  });
  const turn = (number, outcome) => ({
    type: "EpisodeEnded",
    atMs: atMs + number,
    ...key,
    turn: number,
    nowMs: atMs + number,
    deliveredThrough: number * 3,
    outcome,
  });
  const records = [
    { type: "StartRequested", atMs, replyTo: index, ...key, name: "hello", input: '{"for":"everybody"}', tags: {} },
    turn(1, { kind: "waiting", actions: [call(1)] }),
  ];
  for (const [position, city] of cities.entries()) {
    const attempt = { ...key, taskId: position + 1, attempt: 1 };
    const outcome = { kind: "completed", result: JSON.stringify(`Hello ${city}!`) };
    records.push({ type: "ActivityStarted", atMs, ...attempt }, { type: "ActivityEnded", atMs, ...attempt, outcome });
    const actions = position < 2 ? [call(position + 2)] : [];
    const output = JSON.stringify(cities.map((each) => `Hello ${each}!`));
    records.push(
      turn(position + 2, position < 2 ? { kind: "waiting", actions } : { kind: "completed", actions, output }),
    );
  }
  return records;
}

const events = Array.from({ length: SEQUENCES }, (_, index) => helloRecords(index)).flat();
const batches = Array.from({ length: Math.ceil(events.length / 512) }, (_, index) =>
  events.slice(index * 512, index * 512 + 512),
);

/** Both write each batch into one buffer that is used again, as the log does. */
const codecs = {
  bytes() {
    const writer = new ByteWriter(undefined, 1024 * 1024);
    return {
      encode(batch) {
        writer.reset();
        for (const event of batch) encodeEventInto(writer, event);
        return writer.length;
      },
      one(event) {
        writer.reset();
        encodeEventInto(writer, event);
        return Buffer.from(writer.written());
      },
      decode: (bytes) => decodeEvent(bytes),
    };
  },
  json() {
    const buffer = Buffer.alloc(1024 * 1024);
    return {
      encode(batch) {
        let length = 0;
        for (const event of batch) length += buffer.write(JSON.stringify(event), length);
        return length;
      },
      one: (event) => Buffer.from(JSON.stringify(event)),
      decode: (bytes) => JSON.parse(bytes.toString()),
    };
  },
};

/** Microseconds per sequence: the median of rounds, each over all of them. */
function timed(round) {
  const times = [];
  const endAt = performance.now() + (seconds * 1000) / 4;
  while (performance.now() < endAt || times.length < 5) {
    const began = performance.now();
    round();
    times.push(((performance.now() - began) * 1000) / SEQUENCES);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

const rows = Object.entries(codecs).map(([codec, make]) => {
  const { encode, one, decode } = make();
  const encoded = events.map(one);
  return {
    codec,
    records: events.length / SEQUENCES,
    encodeMicros: timed(() => batches.forEach(encode)),
    decodeMicros: timed(() => encoded.forEach(decode)),
    bytes: batches.reduce((sum, batch) => sum + encode(batch), 0) / SEQUENCES,
  };
});
const [bytes, json] = rows;
for (const row of rows) {
  row.encodeRatio = json.encodeMicros / row.encodeMicros;
  row.decodeRatio = json.decodeMicros / row.decodeMicros;
  row.bytesRatio = json.bytes / row.bytes;
}
const rounded = [bytes, json].map((row) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === "number" ? Number(value.toPrecision(4)) : value]),
  ),
);
if (values.json) for (const row of rounded) console.log(JSON.stringify(row));
else console.table(rounded);
