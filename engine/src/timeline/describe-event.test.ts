import { expect, test } from "vitest";
import type { HistoryEvent } from "../model/index.js";
import { describeEvent } from "./describe-event.js";
import { HistoryScript } from "./history-script.js";
import { stateAt } from "./state-at.js";

const inWords = (run: HistoryScript) => {
  const latest = stateAt(run.events, run.events.length);
  return run.events.map((event) => describeEvent(event, latest).sentence);
};

test("a run reads as a story", () => {
  const run = new HistoryScript().start("images", {}).turn();
  run.loop("images", ["a.jpg", "b.gif"]);
  const thumbnail = run.schedule("thumbnail", [0], { maxAttempts: 2, firstDelayMs: 900 });
  run.decide("supported", "false", [1]);
  const pause = run.timer("pause", 90_000);
  const late = run.schedule("late");
  run.started(thumbnail).after(30).attemptFailed(thumbnail, 1, 900);
  run.after(900).started(thumbnail, 2).after(82).completed(thumbnail, {}, 2);
  run.turn().cancelled(late).loopDone("images", []).after(90_000).fired(pause);
  run.turn().record("result", 1).complete();
  expect(inWords(run)).toEqual([
    "The run of images started.",
    "Turn 1 started; the orchestrator has heard events up to 1.",
    "images began to go through 2 items.",
    "thumbnail[0] asked for app.thumbnail.",
    "supported[1] took the port false.",
    "pause waits 1 m 30 s.",
    "late asked for app.late.",
    "thumbnail[0] began.",
    "thumbnail[0] failed attempt 1 and repeats in 900 ms: The service at carrier.example refused the connection.",
    "thumbnail[0] began attempt 2.",
    "thumbnail[0] completed at attempt 2 in 82 ms.",
    "Turn 2 started; the orchestrator has heard events up to 11.",
    "late was cancelled: its result is no longer wanted.",
    "images went through all its items in 1.01 s.",
    "pause has waited long enough.",
    "Turn 3 started; the orchestrator has heard events up to 15.",
    "result has its value.",
    "The run completed in 1 m 31 s.",
  ]);
});

test("a failure says where and why", () => {
  const run = new HistoryScript().start().turn();
  const charge = run.schedule("charge");
  run.started(charge).after(1_420).failed(charge).turn().fail(undefined, { node: "charge", path: [] });
  const words = inWords(run);
  expect(words[4]).toBe("charge failed in 1.42 s: The service at carrier.example refused the connection.");
  expect(words[6]).toBe("The run failed at charge: The service at carrier.example refused the connection.");
});

test("an event of an unknown kind, or about an unknown task, is still described", () => {
  const run = new HistoryScript().start();
  const stranger = { seq: 2, atMs: 1, type: "EntityCalled" } as unknown as HistoryEvent;
  expect(describeEvent(stranger, stateAt(run.events, 1)).sentence).toContain("EntityCalled");
  const orphan = { seq: 2, atMs: 1, type: "TimerFired", taskId: 7 } as unknown as HistoryEvent;
  expect(describeEvent(orphan, stateAt(run.events, 1)).sentence).toBe("Task 7 has waited long enough.");
});
