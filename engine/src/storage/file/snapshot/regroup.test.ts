import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../../../../test/support/temporary-directory.js";
import { type InstanceId, type PartitionId, partitionId } from "../../../model/index.js";
import { logPosition } from "../../log.js";
import { entry, listed } from "../../snapshot-conformance.js";
import { nodeFiles } from "../node-files.js";
import { FileSnapshots } from "./file-snapshots.js";
import { type Manifest, type PartitionManifest, readManifest, writeManifest } from "./manifest.js";
import { regroup } from "./regroup.js";

const manifestOf = (number: number): PartitionManifest => ({
  partition: partitionId(number),
  head: Uint8Array.from([number]),
  nextSegment: number + 2,
  segments: [{ kind: "open", number: number + 1, records: 1, end: 100, dead: undefined }],
});

describe("regrouping the partitions of a hub", () => {
  test("keeps each of them as it is, in the log of the new layout", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(255), { minLength: 1, maxLength: 20 }),
        fc.nat(7),
        fc.nat(7),
        (numbers, oldLogs, newLogs) => {
          const spread = <Item>(items: readonly Item[], logs: number) =>
            Array.from({ length: logs + 1 }, (_, log) => items.filter((_, index) => index % (logs + 1) === log));
          const old = spread(numbers.map(manifestOf), oldLogs).map(
            (partitions): Manifest => ({ position: logPosition(9), epoch: 3, partitions }),
          );
          const layout = spread([...numbers].reverse().map(partitionId), newLogs);
          const regrouped = regroup(old, layout);
          expect(regrouped.map(({ position, epoch }) => [position, epoch])).toEqual(layout.map(() => [0, 0]));
          expect(regrouped.map(({ partitions }) => partitions)).toEqual(
            layout.map((partitions) => partitions.map(manifestOf)),
          );
        },
      ),
    );
  });

  test("refuses a layout that loses a partition, makes one up, or has one twice", () => {
    const old: Manifest[] = [{ position: logPosition(1), epoch: 1, partitions: [manifestOf(0), manifestOf(1)] }];
    const [zero, one, two] = [partitionId(0), partitionId(1), partitionId(2)];
    expect(() => regroup(old, [[zero]])).toThrow("partitions 1 are in no log");
    expect(() => regroup(old, [[zero, one, two]])).toThrow("partition 2 has no snapshot");
    expect(() => regroup(old, [[zero, one], [one]])).toThrow("partition 1 has no snapshot, or is in two logs");
    expect(() => regroup([...old, ...old], [[zero, one]])).toThrow("two logs have a snapshot of partition 0");
  });

  test("opens the same content under another number of logs, and goes on there", async () => {
    const directory = temporaryDirectory("regroup");
    const partitionsDirectory = path.join(directory.path, "partitions");
    const logDirectory = (name: string) => path.join(directory.path, "logs", name);
    const open = (name: string, partitions: readonly PartitionId[]) => {
      nodeFiles.makeDirectory(logDirectory(name));
      const place = { logDirectory: logDirectory(name), partitionsDirectory, partitions, files: nodeFiles };
      const store = new FileSnapshots(place, { records: 4, bytes: 4_000, copyBytes: 1_000 });
      return { store, head: store.open() };
    };
    const write = async (store: FileSnapshots, partitions: readonly PartitionId[], key: string) => {
      const writer = store.begin({ position: logPosition(5), epoch: 2 });
      for (const partition of partitions) {
        for (let index = 0; index < 6; index++) writer.put(partition, listed(`${key} ${partition} ${index}`, index));
        writer.put(partition, entry("@counter@1", key));
      }
      await writer.finish(new Map(partitions.map((partition) => [partition, Buffer.from(`head ${partition}`)])));
      await store.close();
    };
    const all = [0, 1, 2, 3].map(partitionId);
    const halves = [all.slice(0, 2), all.slice(2)];
    for (const [index, half] of halves.entries()) await write(open(`1-${index}`, half).store, half, "old");

    const manifests = halves.map((_, index) => readManifest(nodeFiles, logDirectory(`1-${index}`)));
    const [only] = regroup(
      manifests.filter((manifest) => manifest !== undefined),
      [all],
    );
    expect(only).toBeDefined();
    nodeFiles.makeDirectory(logDirectory("2-0"));
    if (only !== undefined) writeManifest(nodeFiles, logDirectory("2-0"), only);

    const { store, head } = open("2-0", all);
    expect(head?.position).toBe(0);
    expect([...(head?.heads.values() ?? [])].map((bytes) => Buffer.from(bytes).toString())).toEqual(
      all.map((partition) => `head ${partition}`),
    );
    expect([...store.list({})].length).toBe(24);
    await write(store, all, "new");
    const again = open("2-0", all).store;
    expect([...again.list({})].length).toBe(48);
    expect(Buffer.from(again.get(partitionId(2), "@counter@1" as InstanceId) ?? []).toString()).toBe("new");
    await again.close();
    directory.remove();
  });
});
