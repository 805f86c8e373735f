import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type InstanceId, type InstanceStatus, type PartitionId, partitionId } from "../model/index.js";
import { logPosition } from "./log.js";
import type { Listing, SnapshotStore, SnapshotWriter, StoredEntry, StoredQuery, Wake } from "./snapshot-store.js";

/** A place that outlives the stores that are opened on it. Each store has the partitions {@link PARTITIONS}. */
export interface SnapshotPlace {
  open(): SnapshotStore;
  /** Lets what was promised come true: a simulated disk has a time of its own. */
  settle<Result>(promise: Promise<Result>): Promise<Result>;
  remove(): void;
}

export const PARTITIONS: readonly PartitionId[] = [partitionId(3), partitionId(7), partitionId(11)];
const [ONE, OTHER] = [partitionId(3), partitionId(7)];

/** The laws of {@link SnapshotStore}, which every adapter keeps. */
export function snapshotStoreConformance(name: string, makePlace: () => SnapshotPlace): void {
  describe(`${name} keeps the laws of a snapshot store`, () => {
    let place: SnapshotPlace;
    let store: SnapshotStore;
    let position = 0;
    beforeEach(() => {
      place = makePlace();
      position = 0;
      store = place.open();
      expect(store.open()).toBe(undefined);
    });
    afterEach(async () => {
      await place.settle(store.close());
      place.remove();
    });

    /** The next snapshot, with what `write` puts into it. */
    async function snapshot(write: (writer: SnapshotWriter) => void): Promise<void> {
      position += 10;
      const writer = store.begin({ position: logPosition(position), epoch: 4 });
      write(writer);
      await place.settle(writer.finish(heads(String(position))));
    }

    async function reopen() {
      await place.settle(store.close());
      store = place.open();
      return store.open();
    }

    /** Says the same of the store as it is, and as it is after opening it again. */
    async function nowAndReopened(check: () => void): Promise<void> {
      check();
      await reopen();
      check();
    }

    const list = (query: StoredQuery = {}) => [...store.list(query)].map(({ instanceId }) => instanceId);
    const text = (key: string, partition = ONE) => {
      const bytes = store.get(partition, key as InstanceId);
      return bytes === undefined ? undefined : Buffer.from(bytes).toString();
    };

    test("a new store is empty", async () => {
      await nowAndReopened(() => {
        expect(text("a")).toBe(undefined);
        expect(store.has(ONE, "a" as InstanceId)).toBe(false);
        expect(store.size(ONE)).toBe(0);
        expect(list()).toEqual([]);
        expect([...store.wakes(ONE)]).toEqual([]);
      });
    });

    test("opening tells the position, the epoch and the heads of the newest snapshot", async () => {
      await snapshot(() => undefined);
      await snapshot(() => undefined);
      expect(await reopen()).toEqual({ position: 20, epoch: 4, heads: heads("20") });
    });

    test("what was put is there, in its partition alone, until it is put again or removed", async () => {
      await snapshot((writer) => {
        writer.put(ONE, entry("a", "first"));
        writer.put(ONE, entry("b", "stays"));
        writer.put(ONE, entry("c", "goes"));
        writer.put(OTHER, entry("a", "another"));
      });
      await snapshot((writer) => {
        writer.put(ONE, entry("a", "second"));
        writer.remove(ONE, "c" as InstanceId);
        writer.remove(ONE, "never there" as InstanceId);
      });
      await nowAndReopened(() => {
        expect(["a", "b", "c"].map((key) => text(key))).toEqual(["second", "stays", undefined]);
        expect(["a", "b", "c"].map((key) => text(key, OTHER))).toEqual(["another", undefined, undefined]);
        expect(["a", "c"].map((key) => store.has(ONE, key as InstanceId))).toEqual([true, false]);
        expect([store.size(ONE), store.size(OTHER)]).toEqual([2, 1]);
      });
    });

    test("within one snapshot the last word counts", async () => {
      await snapshot((writer) => writer.put(ONE, entry("d", "old")));
      await snapshot((writer) => {
        writer.put(ONE, entry("a", "1"));
        writer.put(ONE, entry("a", "2"));
        writer.put(ONE, entry("b", "1"));
        writer.remove(ONE, "b" as InstanceId);
        writer.put(ONE, entry("c", "1"));
        writer.remove(ONE, "c" as InstanceId);
        writer.put(ONE, entry("c", "2"));
        writer.remove(ONE, "d" as InstanceId);
        writer.put(ONE, entry("d", "new"));
      });
      await nowAndReopened(() => {
        expect(["a", "b", "c", "d"].map((key) => text(key))).toEqual(["2", undefined, "2", "new"]);
        expect(store.size(ONE)).toBe(3);
      });
    });

    test("a removed key may come back", async () => {
      await snapshot((writer) => writer.put(ONE, listed("a", 1)));
      await snapshot((writer) => writer.remove(ONE, "a" as InstanceId));
      expect(list()).toEqual([]);
      await snapshot((writer) => writer.put(ONE, listed("a", 2)));
      await nowAndReopened(() => expect(list()).toEqual(["a"]));
    });

    test("readers see the snapshot before until the next one is finished", async () => {
      await snapshot((writer) => {
        writer.put(ONE, listed("a", 1, { bytes: "old" }));
        writer.put(ONE, listed("gone", 2, { wake: "now" }));
      });
      const writer = store.begin({ position: logPosition(20), epoch: 4 });
      writer.put(ONE, listed("a", 1, { bytes: "new", status: "Failed" }));
      writer.put(ONE, listed("b", 3));
      writer.remove(ONE, "gone" as InstanceId);
      const checkOld = () => {
        expect([text("a"), text("b"), text("gone")]).toEqual(["old", undefined, "gone"]);
        expect(list()).toEqual(["gone", "a"]);
        expect(list({ statuses: ["Failed"] })).toEqual([]);
        expect(store.size(ONE)).toBe(2);
        expect([...store.wakes(ONE)]).toEqual([{ key: "gone", wake: "now" }]);
      };
      checkOld();
      await place.settle(writer.drain());
      checkOld();
      await place.settle(writer.finish(heads("20")));
      expect([text("a"), text("b"), text("gone")]).toEqual(["new", "b", undefined]);
      expect(list()).toEqual(["b", "a"]);
    });

    test("an abandoned snapshot leaves nothing, and the next one is whole", async () => {
      await snapshot((writer) => writer.put(ONE, listed("a", 1)));
      for (let round = 0; round < 3; round++) {
        const writer = store.begin({ position: logPosition(20), epoch: 4 });
        for (let index = 0; index < 20; index++) writer.put(ONE, listed(`lost ${index}`, index));
        writer.remove(ONE, "a" as InstanceId);
        if (round === 1) await place.settle(writer.drain());
        writer.abandon();
      }
      expect(list()).toEqual(["a"]);
      await snapshot((writer) => writer.put(ONE, listed("b", 2)));
      await nowAndReopened(() => expect(list()).toEqual(["b", "a"]));
    });

    test("a snapshot that was not finished is not there after opening again", async () => {
      await snapshot((writer) => writer.put(ONE, listed("a", 1)));
      const writer = store.begin({ position: logPosition(20), epoch: 4 });
      for (let index = 0; index < 20; index++) writer.put(ONE, listed(`lost ${index}`, index));
      await place.settle(writer.drain());
      expect((await reopen())?.position).toBe(10);
      expect(list()).toEqual(["a"]);
    });

    test("the bytes are those of the moment at which they were put", async () => {
      const bytes = Buffer.from("before");
      await snapshot((writer) => {
        writer.put(ONE, { key: "a" as InstanceId, bytes, wake: "never" });
        bytes.write("behind");
      });
      expect(text("a")).toBe("before");
    });

    test("keys, names, tags and bytes may be any, however long", async () => {
      const odd = ["ä", "😀", "\ud800", "a b", "__proto__", "x".repeat(256), "@counter@ü"];
      const large = "z".repeat(3 * 1024 * 1024);
      await snapshot((writer) => {
        for (const [index, key] of odd.entries()) {
          writer.put(ONE, listed(key, index, { name: key, tags: { [key]: key, empty: "" }, bytes: "" }));
        }
        writer.put(ONE, entry("large", large));
        writer.put(ONE, listed("after", 100));
      });
      await nowAndReopened(() => {
        expect(list()).toEqual(["after", ...[...odd].reverse()]);
        expect(text("large") === large).toBe(true);
        for (const key of odd) {
          expect(text(key)).toBe("");
          expect(list({ name: key })).toEqual([key]);
          expect([...store.list({ tags: { [key]: key } })].map(({ tags }) => tags)).toEqual([
            Object.fromEntries([
              [key, key],
              ["empty", ""],
            ]),
          ]);
        }
      });
    });

    test("wakes are those of the entries as they are now", async () => {
      await snapshot((writer) => {
        writer.put(ONE, entry("now", "", "now"));
        writer.put(ONE, entry("later", "", 1_234));
        writer.put(ONE, entry("never", "", "never"));
        writer.put(ONE, entry("calmed", "", "now"));
        writer.put(ONE, entry("removed", "", 5));
        writer.put(OTHER, entry("elsewhere", "", "now"));
      });
      await snapshot((writer) => {
        writer.put(ONE, entry("calmed", "", "never"));
        writer.put(ONE, entry("later", "", 1_235));
        writer.remove(ONE, "removed" as InstanceId);
        for (let index = 0; index < 10; index++) writer.put(ONE, entry(`sleeper ${index}`, ""));
      });
      await nowAndReopened(() => {
        const wakes = [...store.wakes(ONE)].sort((a, b) => (a.key < b.key ? -1 : 1));
        expect(wakes).toEqual([
          { key: "later", wake: 1_235 },
          { key: "now", wake: "now" },
        ]);
      });
    });

    describe("lists", () => {
      test("show the newest first, over all partitions, and equal times by id", async () => {
        await snapshot((writer) => {
          writer.put(ONE, listed("b", 5));
          writer.put(OTHER, listed("a", 5));
          writer.put(ONE, listed("c", 4));
          writer.put(OTHER, listed("d", 6));
          writer.put(ONE, entry("@entity@1", ""));
        });
        await snapshot((writer) => {
          writer.put(OTHER, listed("c!", 5));
          writer.put(ONE, listed("B", 5));
        });
        await nowAndReopened(() => {
          expect([...store.list({})].map(({ instanceId, partition }) => `${instanceId} ${partition}`)).toEqual([
            "d 7",
            "c! 7",
            "b 3",
            "a 7",
            "B 3",
            "c 3",
          ]);
        });
      });

      test("go on behind a place, whether something stands there or not", async () => {
        await snapshot((writer) => {
          for (const key of ["a", "b", "c", "d"]) writer.put(ONE, listed(key, 5));
          writer.put(OTHER, listed("e", 4));
        });
        await nowAndReopened(() => {
          expect(list({ before: { createdAtMs: 5, instanceId: "c" as InstanceId } })).toEqual(["b", "a", "e"]);
          expect(list({ before: { createdAtMs: 5, instanceId: "bb" as InstanceId } })).toEqual(["b", "a", "e"]);
          expect(list({ before: { createdAtMs: 5, instanceId: "A" as InstanceId } })).toEqual(["e"]);
          expect(list({ before: { createdAtMs: 4.5, instanceId: "z" as InstanceId } })).toEqual(["e"]);
          expect(list({ before: { createdAtMs: 4, instanceId: "e" as InstanceId } })).toEqual([]);
        });
      });

      test("show everything of a listing as it is now", async () => {
        await snapshot((writer) => writer.put(ONE, listed("a", 5, { status: "Running", tags: { b: "1", a: "2" } })));
        await snapshot((writer) => writer.put(ONE, listed("a", 5, { status: "Completed", tags: { c: "3" } })));
        await nowAndReopened(() => {
          expect([...store.list({})]).toEqual([
            { instanceId: "a", createdAtMs: 5, status: "Completed", name: "order", tags: { c: "3" }, partition: 3 },
          ]);
        });
      });

      test("are narrowed by status, name and tags, all of which must match exactly", async () => {
        await snapshot((writer) => {
          writer.put(ONE, listed("a", 1, { status: "Running", name: "order", tags: { city: "Bern", vip: "yes" } }));
          writer.put(OTHER, listed("b", 2, { status: "Failed", name: "order", tags: { city: "Bern" } }));
          writer.put(ONE, listed("c", 3, { status: "Failed", name: "orders", tags: { city: "bern" } }));
          writer.put(ONE, listed("d", 4, { status: "Pending", name: "", tags: { cityBern: "" } }));
        });
        await snapshot((writer) => writer.put(ONE, listed("e", 5, { status: "Failed" })));
        await nowAndReopened(() => {
          expect(list({ statuses: ["Failed"] })).toEqual(["e", "c", "b"]);
          expect(list({ statuses: ["Running", "Pending"] })).toEqual(["d", "a"]);
          expect(list({ statuses: [] })).toEqual([]);
          expect(list({ statuses: ["Terminated"] })).toEqual([]);
          expect(list({ name: "order" })).toEqual(["e", "b", "a"]);
          expect(list({ name: "" })).toEqual(["d"]);
          expect(list({ name: "orde" })).toEqual([]);
          expect(list({ tags: { city: "Bern" } })).toEqual(["b", "a"]);
          expect(list({ tags: { city: "Bern", vip: "yes" } })).toEqual(["a"]);
          expect(list({ tags: { vip: "no" } })).toEqual([]);
          expect(list({ tags: { toString: "x" } })).toEqual([]);
          expect(list({ statuses: ["Failed"], name: "order", tags: { city: "Bern" } })).toEqual(["b"]);
        });
      });

      test("give each of 10 000 once, in pages, while snapshots are finished and abandoned", async () => {
        const count = 10_000;
        for (let from = 0; from < count; from += 2_500) {
          await snapshot((writer) => {
            // In no order, and ten at a time.
            for (let index = from; index < from + 2_500; index++) {
              writer.put(PARTITIONS[index % 3] ?? ONE, listed(`i${index}`, Math.floor(((index * 7_919) % count) / 10)));
            }
          });
        }
        const seen: string[] = [];
        let before: StoredQuery["before"];
        for (let page = 0; ; page++) {
          const items: Listing[] = [];
          for (const item of store.list(before === undefined ? {} : { before })) {
            items.push(item);
            if (items.length === 1_000) break;
          }
          if (items.length === 0) break;
          seen.push(...items.map(({ instanceId }) => instanceId));
          before = items.at(-1);
          // What was given and what was not are written again, in their old places.
          const again = (writer: SnapshotWriter) => {
            for (let index = page; index < count; index += 13) {
              const createdAtMs = Math.floor(((index * 7_919) % count) / 10);
              writer.put(PARTITIONS[index % 3] ?? ONE, listed(`i${index}`, createdAtMs, { status: "Failed" }));
            }
          };
          await snapshot(again);
          const abandoned = store.begin({ position: logPosition(position + 10), epoch: 4 });
          again(abandoned);
          abandoned.abandon();
        }
        expect(seen.length).toBe(count);
        expect(new Set(seen).size).toBe(count);
      });

      test("that are being read give each once, whatever is finished meanwhile", async () => {
        await snapshot((writer) => {
          for (let index = 0; index < 100; index++) writer.put(ONE, listed(`i${index}`, Math.floor(index / 3)));
        });
        const seen: string[] = [];
        for (const { instanceId } of store.list({})) {
          seen.push(instanceId);
          if (seen.length % 10 !== 0) continue;
          await snapshot((writer) => {
            for (let index = 0; index < 100; index++) writer.put(ONE, listed(`i${index}`, Math.floor(index / 3)));
          });
        }
        expect(seen).toEqual(list());
        expect(seen.length).toBe(100);
      });
    });

    describe("entities", () => {
      const entities = (after = "") => [...store.entities(after)];

      test("are given by their keys, over all partitions, and no instance with them", async () => {
        await snapshot((writer) => {
          writer.put(ONE, entity("@b@1"));
          writer.put(OTHER, entity("@a@2"));
          writer.put(ONE, listed("@instance", 5));
          writer.put(OTHER, entity("@a@10"));
          writer.put(ONE, entity("@B@1"));
          writer.put(ONE, entity("@gone@1"));
        });
        await snapshot((writer) => {
          writer.put(OTHER, entity("@a@2", "again"));
          writer.remove(ONE, "@gone@1" as InstanceId);
          writer.put(ONE, entity("@a@Ω"));
        });
        await nowAndReopened(() => {
          expect(entities()).toEqual(["@B@1", "@a@10", "@a@2", "@a@Ω", "@b@1"]);
          expect(entities("@a@10")).toEqual(["@a@2", "@a@Ω", "@b@1"]);
          expect(entities("@a@3")).toEqual(["@a@Ω", "@b@1"]);
          expect(entities("@b@1")).toEqual([]);
          expect(list()).toEqual(["@instance"]);
          expect(text("@a@2", OTHER)).toBe("again");
        });
      });

      test("that were stored before they were listed are among them", async () => {
        await snapshot((writer) => {
          for (const key of ["@a@1", "@a@3", "@a@5"]) writer.put(ONE, entry(key, "old"));
          for (const key of ["@a@2", "@a@4"]) writer.put(ONE, entity(key));
        });
        await snapshot((writer) => {
          writer.put(ONE, entity("@a@3"));
          writer.remove(ONE, "@a@5" as InstanceId);
          writer.put(OTHER, entry("@a@6", "old"));
        });
        await nowAndReopened(() => {
          expect(entities()).toEqual(["@a@1", "@a@2", "@a@3", "@a@4", "@a@6"]);
          expect(entities("@a@1")).toEqual(["@a@2", "@a@3", "@a@4", "@a@6"]);
        });
      });

      test("are given once each, in pages, while they are written again and others come", async () => {
        const key = (index: number): string => `@counter@${String((index * 7_919) % 10_000).padStart(4, "0")}`;
        const write = (writer: SnapshotWriter, from: number, step: number): void => {
          for (let index = from; index < 3_000; index += step) {
            writer.put(PARTITIONS[index % 3] ?? ONE, index % 7 === 0 ? entry(key(index), "old") : entity(key(index)));
          }
        };
        for (let part = 0; part < 3; part++) await snapshot((writer) => write(writer, part, 3));
        const seen: string[] = [];
        for (let after = "", round = 0; ; round++) {
          const page: string[] = [];
          for (const next of store.entities(after)) {
            page.push(next);
            if (page.length === 400) break;
          }
          if (page.length === 0) break;
          seen.push(...page);
          after = page.at(-1) ?? "";
          await snapshot((writer) => write(writer, round, 11));
          const abandoned = store.begin({ position: logPosition(position + 10), epoch: 4 });
          write(abandoned, round, 5);
          abandoned.abandon();
        }
        expect(seen).toEqual(Array.from({ length: 3_000 }, (_, index) => key(index)).sort());
      });

      test("that are being read are given once each, whatever is finished meanwhile", async () => {
        const keys = Array.from({ length: 60 }, (_, index) => `@counter@${index}`).sort();
        const all = (writer: SnapshotWriter): void => {
          for (const key of keys) writer.put(ONE, entity(key));
        };
        await snapshot(all);
        const seen: string[] = [];
        for (const key of store.entities("")) {
          seen.push(key);
          if (seen.length % 10 === 0) await snapshot(all);
        }
        expect(seen).toEqual(keys);
      });
    });
  });
}

/** Heads for every partition, which say `what`. */
export function heads(what: string): ReadonlyMap<PartitionId, Uint8Array> {
  return new Map(PARTITIONS.map((partition) => [partition, Uint8Array.from(Buffer.from(`${partition} ${what}`))]));
}

export function entry(key: string, bytes: string, wake: Wake = "never"): StoredEntry {
  return { key: key as InstanceId, bytes: Buffer.from(bytes), wake };
}

export function entity(key: string, bytes = key): StoredEntry {
  return { ...entry(key, bytes), isEntity: true };
}

interface ListedOptions {
  readonly status?: InstanceStatus;
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** The key itself by default. */
  readonly bytes?: string;
  readonly wake?: Wake;
}

export function listed(key: string, createdAtMs: number, options: ListedOptions = {}): StoredEntry {
  const { status = "Completed", name = "order", tags = {}, bytes = key, wake = "never" } = options;
  const listing = { instanceId: key as InstanceId, createdAtMs, status, name, tags };
  return { ...entry(key, bytes, wake), listing };
}
