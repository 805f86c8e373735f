import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DataDirDamaged, partitionId } from "../model/index.js";
import { type CommitListener, GroupCommit } from "./group-commit.js";
import { type Log, type LogPosition, logPosition } from "./log.js";

/** A place that outlives the logs that are opened on it. */
export interface LogPlace {
  open(): Log;
  remove(): void;
}

interface Opened {
  readonly log: Log;
  readonly commit: GroupCommit;
  readonly texts: readonly string[];
  /** Resolves when everything appended so far is durable. */
  flushed(): Promise<void>;
}

/** The laws of {@link Log}, which every adapter keeps. */
export function logConformance(name: string, makePlace: () => LogPlace): void {
  describe(`${name} keeps the laws of a log`, () => {
    let place: LogPlace;
    beforeEach(() => {
      place = makePlace();
    });
    afterEach(() => place.remove());

    test("a new log is empty and can be written to", async () => {
      const first = open(place);
      expect(first.texts).toEqual([]);
      append(first, "a");
      await first.flushed();
      first.log.close();
      expect(open(place).texts).toEqual(["0:a"]);
    });

    test("what was appended is read in order, each record once, with its partition and position", async () => {
      const first = open(place);
      append(first, "a", 3);
      append(first, "b", 200);
      await first.flushed();
      append(first, "", 0);
      append(first, "ü€😀", 1);
      await first.flushed();
      first.log.close();
      const records = [...place.open().read(logPosition(0))];
      expect(records.map(({ position, partition }) => [position, partition])).toEqual([
        [1, 3],
        [2, 200],
        [3, 0],
        [4, 1],
      ]);
      expect(records.map(({ payload }) => Buffer.from(payload).toString())).toEqual(["a", "b", "", "ü€😀"]);
    });

    test("a log goes on where it ended, through many openings", async () => {
      const expected: string[] = [];
      for (let round = 0; round < 20; round++) {
        const opened = open(place);
        expect(opened.texts).toEqual(expected);
        for (let index = 0; index < round; index++) {
          append(opened, `${round}.${index}`);
          expected.push(`0:${round}.${index}`);
        }
        await opened.flushed();
        opened.log.close();
      }
    });

    test("what was not flushed is not there, or there as a whole", async () => {
      const first = open(place);
      append(first, "a");
      await first.flushed();
      append(first, "b");
      append(first, "c");
      first.log.close();
      expect([["0:a"], ["0:a", "0:b", "0:c"]]).toContainEqual(open(place).texts);
    });

    test("a record may be large", async () => {
      const first = open(place);
      const large = "x".repeat(5 * 1024 * 1024);
      append(first, large);
      append(first, "small");
      await first.flushed();
      first.log.close();
      expect(open(place).texts.map((text) => text.length)).toEqual([large.length + 2, 7]);
    });

    test("positions become durable in order, and everything appended becomes durable", async () => {
      const seen: number[] = [];
      const opened = open(place, (position) => seen.push(position));
      for (let index = 1; index <= 50; index++) {
        append(opened, String(index));
        opened.commit.flush();
      }
      await opened.flushed();
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      expect(opened.commit.durable).toBe(50);
      opened.log.close();
    });

    test("what is after a position is read from there, wherever in a batch that is", async () => {
      const first = open(place);
      for (const size of [1, 3, 2, 5]) {
        for (let index = 0; index < size; index++) append(first, String(first.commit.appended + 1));
        await first.flushed();
      }
      first.log.close();
      for (let after = 0; after <= 11; after++) {
        const expected = Array.from({ length: 11 - after }, (_, index) => after + 1 + index);
        const log = place.open();
        const records = [...log.read(logPosition(after))];
        expect(records.map(({ position }) => position)).toEqual(expected);
        expect(records.map(({ payload }) => Buffer.from(payload).toString())).toEqual(expected.map(String));
        log.close();
      }
    });

    test("a log that was released is read from there, goes on, and keeps everything that comes after", async () => {
      let released = 0;
      let written = 0;
      for (let round = 0; round < 12; round++) {
        const opened = open(place, undefined, released);
        expect(opened.texts).toEqual(numbers(released + 1, written));
        for (let batch = 0; batch < 3; batch++) {
          for (let index = 0; index <= batch; index++) append(opened, String(++written));
          await opened.flushed();
        }
        released = Math.max(released, written - (round % 4));
        opened.log.release(logPosition(released));
        opened.log.release(logPosition(Math.max(0, released - 2)));
        if (round % 2 === 0) {
          append(opened, String(++written));
          await opened.flushed();
        }
        opened.log.close();
      }
    });

    test("a log that does not hold what is asked for is refused, not read with a gap", async () => {
      const first = open(place);
      for (let index = 1; index <= 20; index++) {
        append(first, String(index));
        await first.flushed();
      }
      first.log.release(logPosition(15));
      first.log.close();
      for (let after = 0; after < 15; after++) {
        const log = place.open();
        const texts: string[] = [];
        try {
          for (const { payload } of log.read(logPosition(after))) texts.push(Buffer.from(payload).toString());
          expect(texts).toEqual(numbers(after + 1, 20).map((text) => text.slice(2)));
        } catch (error) {
          expect(error).toBeInstanceOf(DataDirDamaged);
          expect(texts).toEqual([]);
        }
        log.close();
      }
      expect(() => open(place, undefined, 21)).toThrow(DataDirDamaged);
    });

    test("it counts the bytes that no snapshot has, and they alone", async () => {
      const first = open(place);
      expect(first.log.counters.tailBytes).toBe(0);
      append(first, "x".repeat(1_000));
      await first.flushed();
      expect(first.log.counters.tailBytes).toBeGreaterThanOrEqual(1_000);
      const released = first.commit.durable;
      first.log.release(released);
      expect(first.log.counters.tailBytes).toBe(0);
      append(first, "short");
      await first.flushed();
      const { tailBytes } = first.log.counters;
      expect(tailBytes).toBeGreaterThan(0);
      expect(tailBytes).toBeLessThan(1_000);
      first.log.close();
      const second = open(place, undefined, released);
      expect(second.log.counters.tailBytes).toBe(tailBytes);
      second.log.close();
    });

    test("it says where it ends before it is read", async () => {
      expect(place.open().lastBehind(logPosition(0))).toBe(0);
      const first = open(place);
      for (let index = 0; index < 7; index++) {
        append(first, "x".repeat(400));
        await first.flushed();
      }
      first.log.close();
      const second = place.open();
      expect(second.lastBehind(logPosition(2))).toBe(7);
      expect([...second.read(logPosition(2))]).toHaveLength(5);
      second.close();
    });

    test("closing twice is closing", () => {
      const { log } = open(place);
      log.close();
      log.close();
      expect(open(place).texts).toEqual([]);
    });
  });
}

/** The texts of records that hold the numbers of their positions. */
const numbers = (first: number, last: number): string[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => `0:${first + index}`);

function open(place: LogPlace, durable: CommitListener["durable"] = () => undefined, after = 0): Opened {
  const log = place.open();
  const texts: string[] = [];
  let last: LogPosition = logPosition(after);
  for (const record of log.read(last)) {
    texts.push(`${record.partition}:${Buffer.from(record.payload).toString()}`);
    last = record.position;
  }
  let failure: unknown;
  const failed = (error: unknown): void => {
    failure = error;
  };
  const commit = new GroupCommit(log, last, { durable, failed });
  const flushed = async (): Promise<void> => {
    commit.flush();
    while (commit.durable < commit.appended && failure === undefined) await commit.settled();
    expect(failure).toBe(undefined);
  };
  return { log, commit, texts, flushed };
}

function append({ commit }: Opened, text: string, partition = 0): void {
  commit.append(partitionId(partition), Buffer.from(text));
}
