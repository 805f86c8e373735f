import path from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../../../../test/support/temporary-directory.js";
import { type InstanceId, partitionId } from "../../../model/index.js";
import { logPosition } from "../../log.js";
import { listed } from "../../snapshot-conformance.js";
import type { SnapshotWriter } from "../../snapshot-store.js";
import { nodeFiles } from "../node-files.js";
import { FileSnapshots, STORE_LIMITS } from "./file-snapshots.js";
import { keyHash, termHash } from "./key-hash.js";

const PARTITION = partitionId(0);

/** Two texts with the same hash. Of 300 000 some ten pairs have. */
function twins(hash: (text: string) => number): readonly [string, string] {
  const seen = new Map<number, string>();
  for (let index = 0; index < 300_000; index++) {
    const text = `twin-${index}`;
    const before = seen.get(hash(text));
    if (before !== undefined) return [before, text];
    seen.set(hash(text), text);
  }
  throw new Error("no two of them have the same hash");
}

test.each([
  ["in the open segment", STORE_LIMITS],
  ["in sealed segments", { ...STORE_LIMITS, records: 1 }],
])("keys and tags that share a hash are told apart: %s", async (_, limits) => {
  const [one, other] = twins((text) => keyHash(text as InstanceId)) as readonly [InstanceId, InstanceId];
  const [city, town] = twins((value) => termHash({ kind: "tag", tag: "city", value }));
  const directory = temporaryDirectory("twins");
  const place = { logDirectory: directory.path, partitionsDirectory: path.join(directory.path, "partitions") };
  let store = new FileSnapshots({ ...place, partitions: [PARTITION], files: nodeFiles }, limits);
  store.open();
  const reopen = async () => {
    await store.close();
    store = new FileSnapshots({ ...place, partitions: [PARTITION], files: nodeFiles }, limits);
    store.open();
  };
  const snapshot = async (position: number, write: (writer: SnapshotWriter) => void) => {
    const writer = store.begin({ position: logPosition(position), epoch: 1 });
    write(writer);
    await writer.finish(new Map([[PARTITION, Buffer.from("head")]]));
  };
  const text = (key: InstanceId) => {
    const bytes = store.get(PARTITION, key);
    return bytes === undefined ? undefined : Buffer.from(bytes).toString();
  };

  await snapshot(1, (writer) => writer.put(PARTITION, listed(one, 1, { tags: { city }, bytes: "1" })));
  expect([text(one), text(other), store.has(PARTITION, other)]).toEqual(["1", undefined, false]);
  await snapshot(2, (writer) => writer.put(PARTITION, listed(other, 2, { tags: { city: town }, bytes: "2" })));
  await snapshot(3, (writer) => writer.put(PARTITION, listed(one, 1, { tags: { city }, bytes: "3" })));
  for (let opening = 0; opening < 2; opening++) {
    expect([text(one), text(other), store.size(PARTITION)]).toEqual(["3", "2", 2]);
    expect([...store.list({ tags: { city } })].map(({ instanceId }) => instanceId)).toEqual([one]);
    expect([...store.list({ tags: { city: town } })].map(({ instanceId }) => instanceId)).toEqual([other]);
    await reopen();
  }
  await snapshot(4, (writer) => writer.remove(PARTITION, other));
  for (let opening = 0; opening < 2; opening++) {
    expect([text(one), text(other), store.size(PARTITION)]).toEqual(["3", undefined, 1]);
    await reopen();
  }
  await store.close();
  directory.remove();
});
