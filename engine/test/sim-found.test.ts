import { expect, test } from "vitest";
import { Chance } from "../src/sim/chance.js";
import { Disk, type DiskUser, MachineStopped } from "../src/sim/disk.js";
import { simulate } from "../src/sim/simulate.js";
import { emptyTally } from "../src/sim/tally.js";
import { World } from "../src/sim/world.js";
import { openDataDirectory } from "../src/storage/file/data-directory.js";

/** What the simulator found, each with its seed, and with the shorter telling that made it plain. */

const fresh = { partitionCount: 3, hubId: "first" };
const newDisk = () => new Disk(new World(), new Chance("names"), emptyTally(), () => undefined);
const living: DiskUser = { isAlive: () => true, interruption: () => undefined, stop: () => undefined };

test("seed 1: the names of a new data directory and of those above it survive a power failure", async () => {
  expect((await simulate(1)).violation).toBe(undefined);

  const disk = newDisk();
  const mount = () => disk.mount(living);
  mount().makeDirectory("/a/b/c");
  openDataDirectory("/a/b/c", mount(), fresh);
  disk.losePower("none");
  expect(mount().exists("/a/b/c/format.json")).toBe(true);
  expect(openDataDirectory("/a/b/c", mount(), { ...fresh, hubId: "second" })).toMatchObject({ hubId: "first" });
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
  expect(() => openDataDirectory("/a", { ...files, rename }, fresh)).toThrow(MachineStopped);
  openDataDirectory("/a", disk.mount(living), { ...fresh, hubId: "second" });
  disk.losePower("none");
  expect(openDataDirectory("/a", disk.mount(living), { ...fresh, hubId: "third" })).toMatchObject({ hubId: "first" });
});
