import { describe, expect, test } from "vitest";
import { batchOf } from "../../test/support/log-batches.js";
import { fileLog } from "../storage/file/file-log.js";
import type { Files } from "../storage/file/files.js";
import { FLUSH_PATHS, type FlushPath } from "../storage/file/flush-path.js";
import { type Log, logPosition } from "../storage/log.js";
import { Chance } from "./chance.js";
import { Disk, type DiskUser, type Interruption, MachineStopped } from "./disk.js";
import { emptyTally } from "./tally.js";
import { Life, World } from "./world.js";

/** What the log must give: every record by its position, and how far somebody may rely on it. */
interface Known {
  /** The newest text that was given to each position. */
  readonly texts: Map<number, string>;
  acknowledged: number;
  /** The last record of the batch whose append had not ended when the machine stopped. */
  underWay: number;
  released: number;
}

/** What really happened in all the worlds. */
const seen = { crashes: 0, torn: 0, unacknowledgedKept: 0, unacknowledgedLost: 0, usedAgain: 0, usedUp: 0 };

/**
 * A machine that opens its log, appends, releases, stops at any disk operation, and starts again. Sizes
 * are few, so that the batches of earlier lives lie where new ones will begin.
 */
class LogMachine {
  private readonly world = new World();
  private readonly tally = emptyTally();
  private readonly chance: Chance;
  private readonly disk: Disk;
  private readonly known: Known = { texts: new Map(), acknowledged: 0, underWay: 0, released: 0 };
  private readonly fileBytes: number;
  private made = 0;

  constructor(
    seed: string,
    private readonly flushPath: FlushPath,
    private readonly change: (files: Files) => Files = (files) => files,
  ) {
    this.chance = new Chance(seed);
    this.disk = new Disk(this.world, this.chance.for("disk"), this.tally, () => undefined);
    this.fileBytes = this.chance.pick([300, 700, 2_000]);
    const files = this.disk.mount({ isAlive: () => true, interruption: () => undefined, stop: () => undefined });
    files.makeDirectory("/log");
    files.syncDirectory("/");
    this.disk.temper = { flushMs: 1, flushFails: this.chance.pick([0, 0.01]) };
  }

  async live(incarnations: number): Promise<void> {
    for (let count = 0; count < incarnations; count++) await this.incarnation();
    seen.torn += this.tally.tornWrites + this.tally.writesCutShort;
  }

  private async incarnation(): Promise<void> {
    const { chance, world } = this;
    const life = new Life(world);
    const crash = { left: chance.between(1, chance.pick([5, 30, 200])), where: this.where() };
    const user: DiskUser = {
      isAlive: () => life.alive,
      interruption: () => {
        crash.left -= 1;
        return crash.left === 0 ? crash.where : undefined;
      },
      stop: () => life.end(),
    };
    const files = this.change(this.disk.mount(user));
    const log = fileLog("/log", files, {
      fileBytes: this.fileBytes,
      flushPath: this.flushPath,
      // Batches on both sides of it.
      waitedForBytesMax: 120,
    });
    let ended: { readonly error?: unknown } | undefined;
    this.use(log, life).then(
      () => {
        ended = {};
      },
      (error: unknown) => {
        ended = { error };
      },
    );
    await world.run(() => ended !== undefined || !life.alive, {
      eventsMax: 100_000,
      elapsedMsMax: Number.POSITIVE_INFINITY,
    });
    if (ended?.error !== undefined && !isExpected(ended.error)) throw ended.error;
    life.end();
    seen.crashes += 1;
    if (chance.happens(0.6)) this.disk.losePower(chance.pick(["all", "none", "byChance", "byChance"]));
    else this.disk.forget();
  }

  private where(): Interruption {
    return this.chance.pick(["before", "within", "after"]);
  }

  private async use(log: Log, life: Life): Promise<void> {
    const { chance, known } = this;
    let last = this.check(log);
    for (let turn = 0; turn < 60; turn++) {
      if (chance.happens(0.15)) {
        known.released = chance.between(known.released, last);
        log.release(logPosition(known.released));
        continue;
      }
      const texts = Array.from({ length: chance.pick([1, 1, 2]) }, () => this.text());
      for (const [index, text] of texts.entries()) known.texts.set(last + 1 + index, text);
      known.underWay = last + texts.length;
      await log.append(batchOf(last + 1, texts));
      last = known.underWay;
      known.acknowledged = last;
      // The loop's turn, in which the spare that is being made goes on.
      await new Promise<void>((resolve) => life.after(chance.spread(1), resolve));
    }
    seen.usedAgain += Math.max(0, log.counters.filesMade - log.counters.filesUnprepared);
    seen.usedUp += 1;
    log.close();
  }

  private text(): string {
    this.made += 1;
    return `${this.made}:`.padEnd(this.chance.pick([20, 20, 60, 450]), "x");
  }

  private check(log: Log): number {
    const { known } = this;
    let last = known.released;
    for (const { position, payload } of log.read(logPosition(known.released))) {
      expect(position).toBe(last + 1);
      expect(Buffer.from(payload).toString()).toBe(known.texts.get(position));
      last = position;
    }
    expect([known.acknowledged, known.underWay]).toContain(last);
    if (known.underWay > known.acknowledged) {
      if (last === known.acknowledged) seen.unacknowledgedLost += 1;
      else seen.unacknowledgedKept += 1;
    }
    // What was read is durable: it counts as acknowledged from now on.
    known.acknowledged = last;
    known.underWay = last;
    return last;
  }
}

/** The machine stopped, or its disk failed. */
const isExpected = (error: unknown): boolean =>
  error instanceof MachineStopped || (error instanceof Error && error.message.startsWith("EIO"));

const SEEDS = 100;

async function tryAll(flushPath: FlushPath, change?: (files: Files) => Files): Promise<void> {
  for (let seed = 1; seed <= SEEDS; seed++) {
    await new LogMachine(`log ${seed}`, flushPath, change).live(15).catch((error: unknown) => {
      throw new Error(`seed ${seed}`, { cause: error });
    });
  }
}

describe.each(FLUSH_PATHS)("a log that is flushed by %s", (flushPath) => {
  test("gives every acknowledged batch, and at most one more, through any crash", async () => {
    await tryAll(flushPath);
  });
});

test("the machines did stop, tear writes, and use files again", () => {
  expect(seen.crashes).toBe(FLUSH_PATHS.length * SEEDS * 15);
  expect(Object.entries(seen).filter(([, count]) => count < 100)).toEqual([]);
});

test.each<[string, FlushPath, (files: Files) => Files]>([
  [
    "a flush of what was written",
    "writeAndSync",
    (files) => ({ ...files, openForWriting: (name) => ({ ...files.openForWriting(name), sync: () => undefined }) }),
  ],
  ["a write through", "writeThrough", (files) => ({ ...files, openForWriting: (name) => files.openForWriting(name) })],
  [
    "a flush aside",
    "writeLaterAndSync",
    (files) => ({
      ...files,
      openForWriting: (name) => ({ ...files.openForWriting(name), syncLater: () => Promise.resolve() }),
    }),
  ],
  ["a flush of names", "writeAndSync", (files) => ({ ...files, syncDirectory: () => undefined })],
])("%s that is skipped is seen", async (_what, flushPath, change) => {
  await expect(tryAll(flushPath, change)).rejects.toThrow("seed");
});
