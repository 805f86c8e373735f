import { describe, expect, test } from "vitest";
import { logConformance } from "../storage/conformance.js";
import { fileLog } from "../storage/file/file-log.js";
import { Chance } from "./chance.js";
import { Disk, type DiskUser, MachineStopped } from "./disk.js";
import { emptyTally } from "./tally.js";
import { World } from "./world.js";

const living: DiskUser = { isAlive: () => true, interruption: () => undefined, stop: () => undefined };
const newDisk = (seed = "disk", onStable = (_file: string, _bytes: Buffer): void => undefined) =>
  new Disk(new World(), new Chance(seed), emptyTally(), onStable);

logConformance("a file log on the simulated disk", () => {
  const files = newDisk().mount(living);
  files.makeDirectory("/log");
  return { open: () => fileLog("/log", files), remove: () => undefined };
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
});
