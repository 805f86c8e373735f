import { expect, test } from "vitest";
import { type DirectoryLayout, findDirectory, planLogs, writeLayout } from "../storage/file/layout.js";
import { Chance } from "./chance.js";
import { Disk, type DiskUser, MachineStopped } from "./disk.js";
import { emptyTally } from "./tally.js";
import { World } from "./world.js";

const living: DiskUser = { isAlive: () => true, interruption: () => undefined, stop: () => undefined };
const layoutOf = (generation: number): DirectoryLayout => ({
  partitionCount: 4,
  hubId: "crashes",
  generation,
  logs: planLogs(4, generation % 3),
});

test("a directory has the layout before or the one after, whole, wherever the machine stops", () => {
  const found = { before: 0, after: 0 };
  for (const where of ["before", "within", "after"] as const) {
    for (let operation = 1; operation <= 30; operation++) {
      for (const survival of ["all", "none", "byChance"] as const) {
        const disk = new Disk(new World(), new Chance(`${where} ${operation}`), emptyTally(), () => undefined);
        disk.mount(living).makeDirectory("/srv/data");
        writeLayout("/srv/data", disk.mount(living), layoutOf(1));
        let left = operation;
        const user: DiskUser = {
          ...living,
          interruption: () => {
            left -= 1;
            return left === 0 ? where : undefined;
          },
        };
        try {
          writeLayout("/srv/data", disk.mount(user), layoutOf(2));
        } catch (error) {
          if (!(error instanceof MachineStopped)) throw error;
        }
        disk.losePower(survival);
        const now = findDirectory("/srv/data", disk.mount(living));
        if (now.kind !== "layout") throw new Error(`${now.kind} after ${operation} operations`);
        expect(now.layout).toEqual(layoutOf(now.layout.generation));
        if (left > 0) expect(now.layout.generation).toBe(2);
        found[now.layout.generation === 1 ? "before" : "after"] += 1;
      }
    }
  }
  expect(Math.min(found.before, found.after)).toBeGreaterThan(30);
});
