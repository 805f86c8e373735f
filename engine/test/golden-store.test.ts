import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type InstanceId, partitionId } from "../src/model/index.js";
import { nodeFiles } from "../src/storage/file/node-files.js";
import { FileSnapshots } from "../src/storage/file/snapshot/file-snapshots.js";
import { logPosition } from "../src/storage/log.js";
import { entry, listed } from "../src/storage/snapshot-conformance.js";
import { temporaryDirectory } from "./support/temporary-directory.js";

// A store that version 1 of the format wrote: sealed and open segments, merged ones, dead records. It is
// read for ever. Should this version of the store write other bytes, then the format has changed: it
// needs another version number, and another golden store beside this one.
const GOLDEN = fileURLToPath(new URL("./golden/store-1", import.meta.url));
const PARTITIONS = [partitionId(0), partitionId(7)];

function storeIn(directory: string): FileSnapshots {
  const partitionsDirectory = path.join(directory, "partitions");
  const place = { logDirectory: path.join(directory, "log"), partitionsDirectory, partitions: PARTITIONS };
  return new FileSnapshots({ ...place, files: nodeFiles }, { records: 6, bytes: 2_000, copyBytes: 500 });
}

async function writeStore(directory: string): Promise<void> {
  fs.mkdirSync(path.join(directory, "log"));
  const store = storeIn(directory);
  store.open();
  for (let round = 1; round <= 4; round++) {
    const writer = store.begin({ position: logPosition(round * 100), epoch: 2 });
    for (const partition of PARTITIONS) {
      for (let index = round; index < 12; index += round) {
        const status = index % 3 === 0 ? "Failed" : "Completed";
        const tags = { city: index % 2 === 0 ? "Bern" : "Zürich", "🏷": String(round) };
        const wake = index === 7 ? ("now" as const) : index === 8 ? 1_764_000_000_000 : ("never" as const);
        const bytes = `${round} `.repeat(index);
        writer.put(
          partition,
          listed(`run-${partition}-${index}`, 1_700_000_000_000 + (index % 4), { status, tags, wake, bytes }),
        );
      }
      writer.put(partition, entry("@counter@Ω", `round ${round}`, "now"));
      if (round > 1) writer.remove(partition, `run-${partition}-${round}` as InstanceId);
    }
    await writer.finish(new Map(PARTITIONS.map((partition) => [partition, Buffer.from(`head ${partition} ${round}`)])));
  }
  await store.close();
}

/** All that a store says, as plain data. */
function told(store: FileSnapshots): unknown {
  const head = store.open();
  const text = (bytes: Uint8Array | undefined) => (bytes === undefined ? null : Buffer.from(bytes).toString());
  const list = [...store.list({})];
  return {
    position: head?.position,
    epoch: head?.epoch,
    heads: [...(head?.heads ?? [])].map(([partition, bytes]) => [partition, text(bytes)]),
    list: list.map((item) => ({ ...item, bytes: text(store.get(item.partition, item.instanceId)) })),
    failedInBern: [...store.list({ statuses: ["Failed"], tags: { city: "Bern" } })].map((item) => item.instanceId),
    counters: PARTITIONS.map((partition) => text(store.get(partition, "@counter@Ω" as InstanceId))),
    sizes: PARTITIONS.map((partition) => store.size(partition)),
    wakes: PARTITIONS.map((partition) => [...store.wakes(partition)].sort((a, b) => (a.key < b.key ? -1 : 1))),
  };
}

function filesIn(directory: string): ReadonlyMap<string, string> {
  const names = fs.readdirSync(directory, { recursive: true, encoding: "utf8" }).sort();
  const files = names.filter((name) => fs.statSync(path.join(directory, name)).isFile());
  return new Map(files.map((name) => [name, fs.readFileSync(path.join(directory, name)).toString("hex")]));
}

let directory: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  directory = temporaryDirectory("golden-store");
});
afterEach(() => directory.remove());

test("a store in format 1 is read, and gone on with", async () => {
  fs.cpSync(GOLDEN, directory.path, { recursive: true });
  const store = storeIn(directory.path);
  const content = JSON.parse(fs.readFileSync(`${GOLDEN}.json`, "utf8"));
  expect(JSON.parse(JSON.stringify(told(store)))).toEqual(content);
  const writer = store.begin({ position: logPosition(500), epoch: 3 });
  writer.put(partitionId(7), listed("new", 1_800_000_000_000));
  await writer.finish(new Map(PARTITIONS.map((partition) => [partition, Buffer.from("head")])));
  await store.close();
  const again = storeIn(directory.path);
  expect(again.open()?.position).toBe(500);
  expect([...again.list({})].length).toBe(content.list.length + 1);
  await again.close();
});

test("this version writes the bytes of format 1", async () => {
  await writeStore(directory.path);
  expect(filesIn(directory.path)).toEqual(filesIn(GOLDEN));
});
