import { HistoryScript } from "@dacapo/engine/timeline";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventAtX, eventsUntil, playheadX, timeOfEvent } from "./event-place";
import { extentOf, idleGaps } from "./idle";
import { failureEvents, overviewBars } from "./overview";
import { nextStep } from "./playback";
import { elapsedLabel, eventTicks, timeTicks, turnLines } from "./ticks";
import { timeAxis } from "./time-axis";
import { revealing, within, zoomed } from "./window";

/** Two bursts of work with an hour of waiting between them. */
function waitingRun() {
  const run = new HistoryScript(0).start().turn();
  const first = run.schedule("first");
  run.started(first).after(400).failed(first).turn();
  const pause = run.timer("pause", 3_600_000);
  run.after(3_600_000).fired(pause).turn();
  const second = run.schedule("second");
  run.started(second).after(600).completed(second).turn().complete();
  return run.events;
}

describe("idle time", () => {
  test("is where nothing was wanted or at work", () => {
    expect(idleGaps(waitingRun())).toEqual([{ fromMs: 400, toMs: 3_600_400 }]);
  });

  test("an activity that takes an hour is not idle, the wait before its repeat is", () => {
    const run = new HistoryScript(0).start().turn();
    const slow = run.schedule("slow");
    run.started(slow).after(3_600_000).attemptFailed(slow, 1, 60_000).after(60_000).started(slow, 2);
    expect(idleGaps(run.events)).toEqual([{ fromMs: 3_600_000, toMs: 3_660_000 }]);
  });

  test("a run that only waits is idle until now", () => {
    const run = new HistoryScript(0).start().turn();
    run.timer("pause", 100_000);
    expect(idleGaps(run.events, 50_000)).toEqual([{ fromMs: 0, toMs: 50_000 }]);
    expect(extentOf(run.events, 50_000)).toEqual({ fromMs: 0, toMs: 50_000 });
  });

  test("a run of one moment still has an extent", () => {
    expect(extentOf(new HistoryScript(7).start().events)).toEqual({ fromMs: 7, toMs: 8 });
    expect(extentOf([])).toEqual({ fromMs: 0, toMs: 1 });
  });
});

describe("events and pixels", () => {
  const events = waitingRun();
  const axis = timeAxis(extentOf(events), 800, idleGaps(events));

  test("events until a moment are those recorded by then", () => {
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 3_700_000 }), (ms) => {
        expect(eventsUntil(events, ms)).toBe(events.filter((event) => event.atMs <= ms).length);
      }),
    );
  });

  test("the event under a playhead is the last one of its moment", () => {
    for (let n = 1; n <= events.length; n++) {
      const atMs = timeOfEvent(events, n);
      expect(eventAtX(axis, events, playheadX(axis, events, n))).toBe(eventsUntil(events, atMs));
    }
  });

  test("a pixel goes to the nearest event", () => {
    const [left, right] = [playheadX(axis, events, 4), playheadX(axis, events, 5)];
    expect(eventAtX(axis, events, left + (right - left) * 0.3)).toBe(4);
    expect(eventsUntil(events, timeOfEvent(events, eventAtX(axis, events, left + (right - left) * 0.7)))).toBe(7);
    expect(eventAtX(axis, events, 5_000)).toBe(events.length);
  });

  test("turn lines lie where turns began, and not nearer to each other than can be told apart", () => {
    const run = new HistoryScript(0).start();
    for (let index = 0; index < 300; index++) run.after(10).turn();
    const steady = timeAxis(extentOf(run.events), 308);
    const lines = turnLines(steady, run.events);
    expect(lines[0]).toBe(4);
    expect(lines.length).toBe(26);
    expect(turnLines(axis, events)).toContain(Math.round(playheadX(axis, events, 2)));
  });
});

describe("ticks", () => {
  test("come at steps people count in, and never on each other", () => {
    const ticks = timeTicks(timeAxis({ fromMs: 5_000, toMs: 15_000 }, 1_008), 5_000);
    expect(ticks.map(({ label }) => label)).toEqual([
      "0 s",
      "1 s",
      "2 s",
      "3 s",
      "4 s",
      "5 s",
      "6 s",
      "7 s",
      "8 s",
      "9 s",
      "10 s",
    ]);
  });

  test("keep their distance across folds too", () => {
    const events = waitingRun();
    const ticks = timeTicks(timeAxis(extentOf(events), 700, idleGaps(events)), 0);
    expect(ticks.length).toBeGreaterThan(2);
    ticks.slice(1).forEach(({ x }, index) => {
      expect(x - (ticks[index]?.x ?? 0)).toBeGreaterThanOrEqual(64);
    });
    const axis = timeAxis(extentOf(events), 700, idleGaps(events));
    const foldX = axis.segments.find(({ folded }) => folded)?.fromX ?? 0;
    for (const { x } of ticks) expect(x <= foldX - 48 || x >= foldX + 60).toBe(true);
    expect(ticks.at(-1)?.label).toMatch(/^1:00:01/);
  });

  test.each([
    [0, 1_000, "0 s"],
    [250, 50, "250 ms"],
    [3_000, 1_000, "3 s"],
    [3_500, 500, "3.5 s"],
    [150_000, 30_000, "2:30"],
    [62_500, 500, "1:02.5"],
    [11_528_000, 1_000, "3:12:08"],
    [194_400_000, 21_600_000, "2 d 6 h"],
  ])("%d ms by %d ms reads %s", (elapsed, step, label) => {
    expect(elapsedLabel(elapsed, step)).toBe(label);
  });

  test("event numbers are as many as there is room for", () => {
    const run = new HistoryScript(0).start();
    for (let index = 0; index < 500; index++) run.after(10).record(`n${index}`, index);
    const ticks = eventTicks(timeAxis(extentOf(run.events), 800), run.events);
    expect(ticks[0]?.label).toBe("1");
    expect(ticks.length).toBeGreaterThan(15);
    expect(ticks.length).toBeLessThanOrEqual(24);
  });
});

describe("the window", () => {
  const extent = { fromMs: 0, toMs: 1_000 };

  test("zooming keeps the moment under the pointer where it is", () => {
    expect(zoomed("all", extent, 0.5, 250)).toEqual({ fromMs: 125, toMs: 625 });
  });

  test("zooming out as far as it goes shows all again, and goes on growing", () => {
    expect(zoomed({ fromMs: 200, toMs: 800 }, extent, 2, 500)).toBe("all");
  });

  test("never leaves the run and never becomes empty", () => {
    expect(within({ fromMs: -300, toMs: 100 }, extent)).toEqual({ fromMs: 0, toMs: 400 });
    expect(within({ fromMs: 990, toMs: 990 }, extent)).toEqual({ fromMs: 990, toMs: 992 });
  });

  test("moves only when the moment is not in it", () => {
    const window = { fromMs: 100, toMs: 200 };
    expect(revealing(window, extent, 150)).toBe(window);
    expect(revealing(window, extent, 700)).toEqual({ fromMs: 650, toMs: 750 });
  });
});

describe("playing", () => {
  const events = waitingRun();

  test("shows what happened in one frame together, then waits as life did", () => {
    expect(nextStep(events, 1, 1)).toEqual({ position: 4, delayMs: 16 });
    expect(nextStep(events, 4, 1)).toEqual({ position: 5, delayMs: 400 });
    expect(nextStep(events, 4, 4)).toEqual({ position: 5, delayMs: 100 });
  });

  test("cuts long waits short and ends at the end", () => {
    expect(nextStep(events, 7, 1)).toEqual({ position: 8, delayMs: 800 });
    expect(nextStep(events, events.length, 1)).toBeUndefined();
  });

  test("always gets to the end", () => {
    let position = 0;
    for (let step = nextStep(events, 0, 64); step !== undefined; step = nextStep(events, position, 64)) {
      expect(step.position).toBeGreaterThan(position);
      position = step.position;
    }
    expect(position).toBe(events.length);
  });
});

test("the overview counts every event once and marks failures", () => {
  const events = waitingRun();
  const bars = overviewBars(timeAxis(extentOf(events), 400, idleGaps(events)), events, failureEvents(events));
  expect(bars.filter(({ failed }) => failed)).toHaveLength(1);
  expect(bars.length).toBeGreaterThanOrEqual(4);
  for (const { height } of bars) expect(height).toBeLessThanOrEqual(14);
});
