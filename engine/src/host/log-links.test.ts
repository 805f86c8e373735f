import { describe, expect, test } from "vitest";
import { partitionId } from "../model/index.js";
import { logPosition } from "../storage/log.js";
import { Causes } from "./causes.js";
import { type Cut, LogLinks, type LogPlace, type MessageBatch, type Packet } from "./log-links.js";

const at = (position: number) => logPosition(position);
const links = (thread: number, epoch = 1, cuts: readonly Cut[] = []) => new LogLinks({ thread, epoch, cuts }, 3);
const opened = (epoch: number, durable: number, cuts: readonly Cut[] = []): Packet => ({
  kind: "opened",
  epoch,
  cuts,
  durable: at(durable),
});
const batchAt = (position: number): MessageBatch => ({
  from: partitionId(0),
  to: partitionId(1),
  firstSeq: 1,
  messages: [],
  position: at(position),
});
const messages = (epoch: number, durable: number, ...positions: number[]): Packet => ({
  kind: "messages",
  epoch,
  durable: at(durable),
  batches: positions.map(batchAt),
});
const place = (epoch: number, position: number): LogPlace => ({ thread: 0, epoch, position: at(position) });

describe("meeting", () => {
  test("who hears of an incarnation for the first time says who it is, once, and sends again what is unconfirmed", () => {
    const b = links(1);
    const first = b.hear(0, opened(1, 5), at(9));
    expect(first).toMatchObject({ resend: true, replies: [{ kind: "opened", epoch: 1, durable: 9 }] });
    expect(b.hear(0, opened(1, 7), at(9))).toMatchObject({ resend: false, replies: [] });
    expect(b.hear(0, opened(2, 3), at(9))).toMatchObject({ resend: true, replies: [{ kind: "opened" }] });
  });

  test("words of one that was not met are not heard, and asked about; words of an earlier one are void", () => {
    const b = links(1);
    expect(b.hear(0, messages(1, 5, 4), at(0))).toMatchObject({ batches: [], replies: [{ kind: "whoAreYou" }] });
    b.hear(0, opened(2, 5), at(0));
    expect(b.hear(0, messages(1, 5, 4), at(0))).toMatchObject({ batches: [], replies: [] });
    expect(b.hear(0, { kind: "durable", epoch: 1, through: at(90) }, at(0))).toMatchObject({ settled: false });
    expect(b.fateOf(place(2, 60))).toBe("open");
    expect(b.hear(0, messages(3, 5, 4), at(0))).toMatchObject({ batches: [], replies: [{ kind: "whoAreYou" }] });
    expect(b.hear(0, opened(1, 99), at(0))).toMatchObject({ replies: [], resend: false });
  });
});

describe("what is not durable at its origin", () => {
  test("has a cause, until the origin says that it is", () => {
    const b = links(1);
    b.hear(0, opened(1, 5), at(0));
    const { batches } = b.hear(0, messages(1, 6, 6, 8), at(0));
    expect(batches.map(({ cause }) => cause)).toEqual([undefined, place(1, 8)]);
    expect(b.fateOf(place(1, 8))).toBe("open");
    expect(b.hear(0, { kind: "durable", epoch: 1, through: at(8) }, at(0)).settled).toBe(true);
    expect(b.fateOf(place(1, 8))).toBe("durable");
  });

  test("is told about when it is, to those who were told of it before, and to no others", () => {
    const a = links(0);
    a.messages(1, [batchAt(4)], at(4));
    a.messages(2, [batchAt(7), batchAt(6)], at(4));
    expect(a.toTellDurable(at(5))).toEqual([{ to: 2, packet: { kind: "durable", epoch: 1, through: 5 } }]);
    expect(a.toTellDurable(at(7)).map(({ to }) => to)).toEqual([2]);
    expect(a.toTellDurable(at(8))).toEqual([]);
  });

  test("is lost when the origin begins anew before it, and kept when it begins anew after it", () => {
    const b = links(1);
    b.hear(0, opened(1, 5), at(0));
    b.hear(0, opened(2, 7, [{ epoch: 2, through: at(7) }]), at(0));
    expect(b.fateOf(place(1, 7))).toBe("durable");
    expect(b.fateOf(place(1, 8))).toBe("lost");
    // A later incarnation is longer again: what the second one lost stays lost.
    b.hear(
      0,
      opened(3, 20, [
        { epoch: 2, through: at(7) },
        { epoch: 3, through: at(15) },
      ]),
      at(0),
    );
    expect(b.fateOf(place(1, 8))).toBe("lost");
    expect(b.fateOf(place(2, 15))).toBe("durable");
    expect(b.fateOf(place(2, 16))).toBe("lost");
  });
});

describe("records with a cause elsewhere", () => {
  test("hold back the log from the oldest of them on", () => {
    const causes = new Causes();
    expect(causes.oldest).toBeUndefined();
    causes.add(at(3), place(1, 10));
    causes.add(at(5), place(1, 4));
    causes.add(at(9), place(1, 12));
    expect(causes.oldest).toBe(3);
    expect([...causes.threads]).toEqual([0]);
    expect(causes.settle(({ position }) => (position <= 10 ? "durable" : "open"))).toBe("kept");
    expect(causes.oldest).toBe(9);
    expect(causes.settle(() => "durable")).toBe("kept");
    expect(causes.oldest).toBeUndefined();
  });

  test("are lost when any of them is", () => {
    const causes = new Causes();
    causes.add(at(3), place(1, 10));
    causes.add(at(4), place(1, 11));
    expect(causes.settle(({ position }) => (position === 11 ? "lost" : "open"))).toBe("lost");
  });
});
