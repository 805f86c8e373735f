import { describe, expect, test } from "vitest";
import { logConformance } from "../storage/conformance.js";
import { fileLog } from "../storage/file/file-log.js";
import type { WritableFile } from "../storage/file/files.js";
import { filesConformance } from "../storage/file/files-conformance.js";
import { Chance } from "./chance.js";
import { Disk, type DiskUser, MachineStopped } from "./disk.js";
import { emptyTally } from "./tally.js";
import { World } from "./world.js";

const living: DiskUser = { isAlive: () => true, interruption: () => undefined, stop: () => undefined };
const newDisk = (seed = "disk", onStable = (_file: string, _bytes: Buffer): void => undefined, world = new World()) =>
  new Disk(world, new Chance(seed), emptyTally(), onStable);

/** Lets time pass until something has happened. */
async function finish<Result>(world: World, begun: Promise<Result>): Promise<Result> {
  let isDone = false;
  const done = (): void => {
    isDone = true;
  };
  begun.then(done, done);
  await world.run(() => isDone, { eventsMax: 1_000, elapsedMsMax: 60_000 });
  return begun;
}

filesConformance("the simulated disk", () => {
  const world = new World();
  const disk = newDisk("conformance", undefined, world);
  disk.temper = { flushMs: 1, flushFails: 0 };
  const files = disk.mount(living);
  files.makeDirectory("/data");
  return { files, directory: "/data", finish: (begun) => finish(world, begun), remove: () => undefined };
});

logConformance("a file log on the simulated disk", () => {
  const files = newDisk().mount(living);
  files.makeDirectory("/log");
  // Nobody lets the simulated time pass here, so every batch is waited for.
  const options = { waitedForBytesMax: Number.POSITIVE_INFINITY };
  return { open: () => fileLog("/log", files, options), remove: () => undefined };
});

function fileWith(disk: Disk, text: string) {
  const files = disk.mount(living);
  const file = files.openForWriting("/file");
  file.write(Buffer.from(text), 0);
  return { files, file, content: () => disk.mount(living).read("/file").toString() };
}

describe("the simulated disk forgets what a real one may forget", () => {
  test("what was flushed, under a name that was flushed, survives a power failure", () => {
    const disk = newDisk();
    const { files, file, content } = fileWith(disk, "kept");
    file.sync();
    files.syncDirectory("/");
    file.write(Buffer.from(" and lost"), 4);
    expect(content()).toBe("kept and lost");
    disk.losePower("none");
    expect(content()).toBe("kept");
  });

  test("a file whose name was not flushed is gone, however durable its content", () => {
    const disk = newDisk();
    const { file } = fileWith(disk, "kept");
    file.sync();
    disk.losePower("none");
    expect(disk.mount(living).exists("/file")).toBe(false);
  });

  test("a process that is killed loses nothing that it wrote", () => {
    const disk = newDisk();
    const { content } = fileWith(disk, "written");
    disk.forget();
    expect(content()).toBe("written");
  });

  test("unflushed writes survive a power failure whole, in part, or not at all", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const disk = newDisk(String(seed));
      const { files, file, content } = fileWith(disk, "a".repeat(1_000));
      file.sync();
      files.syncDirectory("/");
      file.write(Buffer.alloc(1_500, "b"), 1_000);
      disk.losePower("byChance");
      const after = content();
      expect(after.slice(0, 1_000)).toBe("a".repeat(1_000));
      const tail = after.slice(1_000);
      expect(tail).toMatch(/^[b\0]*$/);
      const kept = tail.replaceAll("\0", "").length;
      seen.add(kept === 0 ? "lost" : kept === 1_500 ? "whole" : tail.includes("\0b") ? "with a hole" : "cut");
    }
    expect([...seen].sort()).toEqual(["cut", "lost", "whole", "with a hole"]);
  });

  test("after a flush that failed, the next one says nothing about what the first one lost", () => {
    let lost = 0;
    for (let seed = 0; seed < 50; seed++) {
      const disk = newDisk(String(seed));
      const { files, file, content } = fileWith(disk, "data");
      files.syncDirectory("/");
      disk.temper = { flushMs: 0, flushFails: 1 };
      expect(() => file.sync()).toThrow("EIO");
      disk.temper = { flushMs: 0, flushFails: 0 };
      file.sync();
      expect(content()).toBe("data");
      disk.losePower("all");
      if (content() !== "data") lost += 1;
    }
    expect(lost).toBeGreaterThan(20);
  });

  test("a full disk takes what fits and refuses the rest", () => {
    const disk = newDisk();
    const { file, content } = fileWith(disk, "data");
    disk.isFull = true;
    file.write(Buffer.from("DA"), 0);
    expect(() => file.write(Buffer.alloc(1_000, "x"), 4)).toThrow("ENOSPC");
    expect(content()).toMatch(/^DAtax{0,999}$/);
  });

  test("it stops its user where it was told to, and from then on does nothing for it", () => {
    const disk = newDisk();
    let left = 2;
    let alive = true;
    const files = disk.mount({
      isAlive: () => alive,
      interruption: () => (--left === 0 ? "after" : undefined),
      stop: () => {
        alive = false;
      },
    });
    const file = files.openForWriting("/file");
    expect(() => file.write(Buffer.from("first"), 0)).toThrow(MachineStopped);
    expect(() => file.write(Buffer.from("second"), 5)).toThrow(MachineStopped);
    expect(disk.mount(living).read("/file").toString()).toBe("first");
  });

  test("it tells what has become stable, when it has", () => {
    const told: string[] = [];
    const disk = newDisk("told", (file, bytes) => told.push(`${file} ${bytes}`));
    const { file } = fileWith(disk, "data");
    expect(told).toEqual([]);
    file.sync();
    file.sync();
    expect(told).toEqual(["/file data"]);
  });

  test("a write through is stable when it returns, and what it does not touch is not", () => {
    const disk = newDisk();
    const { files, content } = fileWith(disk, "pending, ");
    files.syncDirectory("/");
    const through = files.openForWriting("/file", { writeThrough: true });
    through.write(Buffer.from("stable"), 9);
    disk.losePower("none");
    expect(content()).toBe(`${"\0".repeat(9)}stable`);
  });

  test("a write through takes along what lay pending where it writes, and new lengths", () => {
    const disk = newDisk();
    const { files, file, content } = fileWith(disk, "0123456789");
    files.syncDirectory("/");
    files.openForWriting("/file", { writeThrough: true }).write(Buffer.from("ab"), 3);
    file.truncate(8);
    files.openForWriting("/file", { writeThrough: true }).write(Buffer.from("c"), 0);
    disk.losePower("none");
    expect(content()).toBe("c12ab567");
  });

  test("a write through that the machine stops within may be torn", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 100; seed++) {
      const disk = newDisk(String(seed));
      const { files, file, content } = fileWith(disk, "a".repeat(1_000));
      file.sync();
      files.syncDirectory("/");
      let through: WritableFile | undefined;
      const user: DiskUser = { ...living, interruption: () => (through === undefined ? undefined : "within") };
      through = disk.mount(user).openForWriting("/file", { writeThrough: true });
      expect(() => through?.write(Buffer.alloc(1_000, "b"), 0)).toThrow(MachineStopped);
      disk.losePower("byChance");
      const after = content();
      seen.add(/^a+$/.test(after) ? "nothing" : /^b+$/.test(after) ? "all" : "torn");
    }
    expect(seen).toContain("torn");
    expect(seen).toContain("nothing");
  });

  test("a removed file is back after a power failure, unless that it went was flushed", () => {
    const disk = newDisk();
    const { files, file } = fileWith(disk, "kept");
    file.sync();
    files.syncDirectory("/");
    file.write(Buffer.from("lost"), 0);
    files.remove("/file");
    disk.losePower("none");
    expect(files.read("/file").toString()).toBe("kept");
    files.remove("/file");
    files.syncDirectory("/");
    disk.losePower("none");
    expect(files.exists("/file")).toBe(false);
  });
});

describe("what the simulated disk does later", () => {
  const slow = (user: DiskUser = living) => {
    const world = new World();
    const disk = newDisk("later", undefined, world);
    disk.temper = { flushMs: 5, flushFails: 0 };
    const files = disk.mount(user);
    const file = files.openForWriting("/file");
    files.syncDirectory("/");
    return { world, disk, files, file };
  };

  test("takes its time, and a write that is under way when a flush begins is not covered by it", async () => {
    const { world, disk, files, file } = slow();
    const before = world.nowMs;
    await finish(world, file.writeLater(Buffer.from("kept"), 0));
    expect(world.nowMs).toBeGreaterThan(before);
    const flush = file.syncLater();
    file.write(Buffer.from("lost"), 4);
    await finish(world, flush);
    expect(files.read("/file").toString()).toBe("keptlost");
    disk.losePower("none");
    expect(files.read("/file").toString()).toBe("kept");
  });

  test("a name that changed while a flush of its directory was under way is not covered by it", async () => {
    const { world, disk, files } = slow();
    files.openForWriting("/kept");
    const flush = files.syncDirectoryLater("/");
    files.openForWriting("/lost");
    await finish(world, flush);
    expect([...files.list("/")].sort()).toEqual(["file", "kept", "lost"]);
    disk.losePower("none");
    expect([...files.list("/")].sort()).toEqual(["file", "kept"]);
  });

  test("writes what the bytes are when it is done, for until then they are the disk's", async () => {
    const { world, files, file } = slow();
    const bytes = Buffer.from("early");
    const begun = file.writeLater(bytes, 0);
    bytes.write("late!");
    await finish(world, begun);
    expect(files.read("/file").toString()).toBe("late!");
  });

  test("ends with its machine: what was under way is done or not, and nobody is told", async () => {
    let done = 0;
    for (let round = 0; round < 50; round++) {
      let alive = true;
      const { world, disk, file } = slow({ ...living, isAlive: () => alive });
      let told = false;
      file.writeLater(Buffer.from("data"), 0).then(
        () => {
          told = true;
        },
        () => undefined,
      );
      world.after(round / 5, () => {
        alive = false;
      });
      await world.run(() => false, { eventsMax: 10, elapsedMsMax: 10_000 });
      const isDone = disk.mount(living).size("/file") > 0;
      if (told) expect(isDone).toBe(true);
      if (isDone && !told) done += 1;
    }
    expect(done).toBeGreaterThan(0);
  });

  test("fails as the rest does", async () => {
    const { world, disk, file } = slow();
    disk.temper = { flushMs: 1, flushFails: 1 };
    await expect(finish(world, file.syncLater())).rejects.toThrow("EIO");
    disk.isFull = true;
    await expect(finish(world, file.writeLater(Buffer.alloc(1_000), 0))).rejects.toThrow("ENOSPC");
  });
});
