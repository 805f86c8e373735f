import { expect, test } from "vitest";
import { Chance } from "../src/sim/chance.js";
import { Disk, type DiskUser, MachineStopped } from "../src/sim/disk.js";
import { simulate } from "../src/sim/simulate.js";
import { emptyTally } from "../src/sim/tally.js";
import { World } from "../src/sim/world.js";
import type { Files } from "../src/storage/file/files.js";
import { type FoundDirectory, findDirectory, planLogs, writeLayout } from "../src/storage/file/layout.js";

/** What the simulator found, each with its seed, and with the shorter telling that made it plain. */

/** What the directory is; made for this hub if it is new. */
function opened(directory: string, files: Files, hubId: string): FoundDirectory {
  const found = findDirectory(directory, files);
  if (found.kind === "new")
    writeLayout(directory, files, { partitionCount: 3, hubId, generation: 1, logs: planLogs(3, 1) });
  return found.kind === "new" ? findDirectory(directory, files) : found;
}

const newDisk = () => new Disk(new World(), new Chance("names"), emptyTally(), () => undefined);
const living: DiskUser = { isAlive: () => true, interruption: () => undefined, stop: () => undefined };

test("seed 1: the names of a new data directory and of those above it survive a power failure", async () => {
  expect((await simulate(1)).violation).toBe(undefined);

  const disk = newDisk();
  const mount = () => disk.mount(living);
  mount().makeDirectory("/a/b/c");
  opened("/a/b/c", mount(), "first");
  disk.losePower("none");
  expect(mount().exists("/a/b/c/format.json")).toBe(true);
  expect(opened("/a/b/c", mount(), "second")).toMatchObject({ layout: { hubId: "first" } });
});

test("seed 132: a format.json whose directory could not be synced is not relied on before it is", async () => {
  expect((await simulate(132)).violation).toBe(undefined);

  const disk = newDisk();
  disk.mount(living).makeDirectory("/a");
  let renamed = false;
  const files = disk.mount({ ...living, interruption: () => (renamed ? "before" : undefined) });
  const rename = (from: string, to: string) => {
    files.rename(from, to);
    renamed = true;
  };
  expect(() => opened("/a", { ...files, rename }, "first")).toThrow(MachineStopped);
  opened("/a", disk.mount(living), "second");
  disk.losePower("none");
  expect(opened("/a", disk.mount(living), "third")).toMatchObject({ layout: { hubId: "first" } });
});

test("seed 13007: what a late report brought into memory leaves it, though the report was not worth a record", async () => {
  expect((await simulate(13007)).violation).toBe(undefined);
});

test("seed 735: a fork asks again for an attempt that its source's code had asked for itself", async () => {
  expect((await simulate(735)).violation).toBe(undefined);
});

test("seed 54: a rewind goes back to what the run failed of, and not to a later failure that it had caught", async () => {
  expect((await simulate(54)).violation).toBe(undefined);
});

test("seed 40862: a start for later begins at its time by the run's own clock, also when the thread's was set back", async () => {
  expect((await simulate(40862)).violation).toBe(undefined);
});

test.each([43206, 54317])(
  "seed %d: a purge that is asked again, after the clock was set back, is not said to be done while the run is there",
  async (seed) => {
    expect((await simulate(seed)).violation).toBe(undefined);
  },
);

test.each([41945, 58952])(
  "seed %d: a rewind that is asked again, after the clock was set back, is not taken for an earlier one",
  async (seed) => {
    expect((await simulate(seed)).violation).toBe(undefined);
  },
);

test("seed 61457: runs that sleep for the hours by which a clock was set back come to their end within the simulation's limit", async () => {
  expect((await simulate(61457)).violation).toBe(undefined);
});
