import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantViolation, type TaskId } from "../model/index.js";
import { HistoryScript } from "./history-script.js";
import { isOpen, NODE_STATUSES, worstOf } from "./node-state.js";
import { createReplay } from "./replay.js";
import type { RunState } from "./run-state.js";
import { stateAt } from "./state-at.js";

/** What of a state can be told from outside, as plain data. */
function visible(state: RunState) {
  const { seq, status, turn, deliveredThrough, startedAtMs, endedAtMs, atMs } = state;
  return {
    ...{ seq, status, turn, deliveredThrough, startedAtMs, endedAtMs, atMs },
    nodes: [...state.nodes],
    byName: [...state.byName],
    iterations: [...state.iterations],
    tasks: [...state.tasks],
  };
}

/** A history made of arbitrary choices: activities in and out of two containers, timers, retries, an end or none. */
function historyFrom(choices: readonly number[], ends: boolean): HistoryScript {
  const run = new HistoryScript().start().turn().loop("items", ["a", "b", "c"]).loop("others", [1, 2], [], 1);
  const open: TaskId[] = [];
  const containers = ["inItems", "inOthers"] as const;
  choices.forEach((choice, step) => {
    run.after(choice % 7);
    const inside = containers[choice % 2] ?? "inItems";
    const index = choice % (inside === "inItems" ? 3 : 2);
    const task = open[choice % Math.max(1, open.length)];
    switch (choice % 11) {
      case 0:
        open.push(run.schedule(`top${step}`));
        break;
      case 1:
      case 2:
        open.push(run.schedule(inside, [index]));
        break;
      case 3:
        open.push(run.timer(`pause${step}`, 100));
        break;
      case 4:
        run.decide(`if${inside}`, choice % 3 === 0 ? "true" : "false", [index]);
        break;
      case 5:
        run.record(`set${step}`, choice);
        break;
      case 6:
        run.turn();
        break;
      default:
        if (task !== undefined) settle(run, task, choice);
    }
  });
  return ends ? run.fail() : run;
}

function settle(run: HistoryScript, task: TaskId, choice: number): void {
  const ways = [
    () => run.started(task),
    () => run.attemptFailed(task, 1, 10),
    () => run.completed(task, choice, 2),
    () => run.failed(task, 2),
    () => run.fired(task),
    () => run.cancelled(task),
  ];
  ways[choice % ways.length]?.();
}

const histories = fc
  .tuple(fc.array(fc.nat(10_000), { maxLength: 200 }), fc.boolean())
  .map(([choices, ends]) => historyFrom(choices, ends).events);
const containers = { inItems: "items", inOthers: "others", ifinItems: "items", ifinOthers: "others" };

describe("laws", () => {
  test("createReplay(h).stateAt(n) = stateAt(h, n), in whatever order one looks", () => {
    fc.assert(
      fc.property(histories, fc.array(fc.nat(220), { maxLength: 12 }), (history, looks) => {
        const replay = createReplay(history, { containers });
        for (const n of looks) expect(visible(replay.stateAt(n))).toEqual(visible(stateAt(history, n, containers)));
      }),
      { numRuns: 60 },
    );
  });

  test("appending batch by batch gives what the whole gives, repeats included", () => {
    fc.assert(
      fc.property(histories, fc.nat(200), fc.nat(20), (history, cut, repeated) => {
        const grown = createReplay(history.slice(0, cut)).append(history.slice(Math.max(0, cut - repeated)));
        const whole = createReplay(history);
        expect(visible(grown.latest)).toEqual(visible(whole.latest));
        expect(grown.events).toEqual(whole.events);
        expect(grown.turns).toEqual(whole.turns);
      }),
      { numRuns: 60 },
    );
  });

  test("what is counted is true at every event", () => {
    fc.assert(
      fc.property(histories, fc.nat(220), (history, n) => {
        const state = stateAt(history, n, containers);
        const nodes = [...state.nodes.values()];
        for (const [name, summary] of state.byName) {
          const named = nodes.filter((node) => node.node === name);
          expect(summary.total).toBe(named.length);
          for (const status of NODE_STATUSES)
            expect(summary.counts[status]).toBe(named.filter((node) => node.status === status).length);
          expect(summary.worst).toBe(worstOf(summary.counts));
        }
        for (const { loop } of nodes) {
          if (loop === undefined) continue;
          expect(loop.queued + loop.running + loop.completed + loop.failed + loop.cancelled).toBe(loop.itemCount);
        }
        if (state.endedAtMs !== undefined) expect(nodes.filter((node) => isOpen(node.status))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("an older state stays as it was when the run goes on, even on two different ways", () => {
    const fork = () => new HistoryScript().start().turn().record("same", 1);
    const prefix = createReplay(fork().events);
    const before = visible(prefix.latest);
    const left = prefix.append(fork().record("left", 1).events);
    const right = prefix.append(fork().record("right", 2).record("left", 3).events);
    expect(visible(prefix.latest)).toEqual(before);
    expect([...left.latest.nodes.keys()]).toEqual(["same", "left"]);
    expect([...right.latest.nodes.keys()]).toEqual(["same", "right", "left"]);
    expect(left.latest.nodes.get([...left.latest.nodes.keys()][1] as never)?.output).toBe("1");
  });
});

/** A fan-out: enough events to need keyframes. */
function longHistory(items: number): HistoryScript {
  const run = new HistoryScript().start("fan-out", {}).turn();
  run.loop(
    "each",
    Array.from({ length: items }, (_, index) => index),
  );
  const tasks = Array.from({ length: items }, (_, index) => run.schedule("work", [index]));
  tasks.forEach((task, index) => {
    run
      .after(index % 3)
      .started(task)
      .after(1)
      .completed(task, index);
    if (index % 10 === 9) run.turn();
  });
  return run;
}

describe("a long history", () => {
  const history = longHistory(1_500).events;
  const replay = createReplay(history);

  test("is the same at keyframes, beside them, and back and forth", () => {
    for (const n of [
      0,
      1,
      999,
      1_000,
      1_001,
      3_210,
      2_000,
      1_999,
      history.length - 1,
      history.length,
      history.length + 9,
    ])
      expect(visible(replay.stateAt(n))).toEqual(visible(stateAt(history, n)));
  });

  test("shares what did not change", () => {
    const early = replay.stateAt(2_500);
    const late = replay.stateAt(2_502);
    const changed = [...early.nodes].filter(([key, node]) => late.nodes.get(key) !== node);
    expect(changed.length).toBeLessThanOrEqual(3);
  });
});

test("a gap is refused", () => {
  const run = new HistoryScript().start().turn().record("a", 1);
  const replay = createReplay(run.events.slice(0, 1));
  expect(() => replay.append(run.events.slice(2))).toThrow(InvariantViolation);
});
