import { expect, test } from "vitest";
import { HistoryScript } from "./history-script.js";
import { createReplay } from "./replay.js";
import { spans, spansOf } from "./spans.js";

test("a retried activity is attempts with waits between them", () => {
  const run = new HistoryScript(0).start().turn();
  const charge = run.schedule("charge");
  run.after(5).started(charge).after(10).attemptFailed(charge, 1, 100);
  run.after(120).started(charge, 2).after(10).attemptFailed(charge, 2, 200);
  expect(spans(run.events)).toMatchObject([
    {
      key: "charge",
      kind: "work",
      status: "retrying",
      startMs: 0,
      attempts: [
        { attempt: 1, startMs: 5, endMs: 15, outcome: "failed" },
        { attempt: 2, startMs: 135, endMs: 145, outcome: "failed" },
      ],
      backoffs: [
        { afterAttempt: 1, startMs: 15, endMs: 135 },
        { afterAttempt: 2, startMs: 145, dueMs: 345 },
      ],
    },
  ]);
  expect(spans(run.events)[0]?.endMs).toBeUndefined();
  expect(spans(run.events)[0]?.backoffs[1]?.endMs).toBeUndefined();
  run.after(200).started(charge, 3).after(7).completed(charge, 1, 3);
  expect(spans(run.events)[0]).toMatchObject({
    status: "completed",
    endMs: 352,
    attempts: [{}, {}, { outcome: "completed" }],
  });
});

test("an attempt that nobody saw start begins where the wait before it ended", () => {
  const run = new HistoryScript(0).start().turn();
  const charge = run.schedule("charge");
  run.after(10).attemptFailed(charge, 1, 100).after(150).completed(charge, 1, 2);
  expect(spans(run.events)[0]?.attempts).toMatchObject([
    { startMs: 0, endMs: 10 },
    { startMs: 110, endMs: 160 },
  ]);
});

test("a cancelled attempt is neither completed nor failed", () => {
  const run = new HistoryScript(0).start().turn();
  run.started(run.schedule("slow")).after(3).terminate("stopped");
  expect(spans(run.events)[0]?.attempts).toMatchObject([{ outcome: "cancelled", endMs: 3 }]);
});

test("spans come in the order of first appearance, with the kind of their node", () => {
  const run = new HistoryScript(0).start().turn().loop("each", [1]);
  run.decide("if1", "true", [0]).record("set1", 1, [0]);
  run.timer("pause", 10);
  run.schedule("work");
  expect(spans(run.events).map((span) => [span.key, span.kind, span.container])).toEqual([
    ["each", "loop", undefined],
    ["if1[0]", "decision", "each"],
    ["set1[0]", "record", "each"],
    ["pause", "wait", undefined],
    ["work", "work", undefined],
  ]);
});

test("a node that did not change gives the same span again", () => {
  const run = new HistoryScript(0).start().turn();
  run.record("same", 1);
  const before = createReplay(run.events);
  const after = before.append(run.record("next", 2).events);
  expect(spansOf(after.latest)[0]).toBe(spansOf(before.latest)[0]);
});

test("turns are marked where they began", () => {
  const run = new HistoryScript(0).start().turn().after(50).turn();
  expect(createReplay(run.events).turns).toEqual([
    { turn: 1, seq: 2, atMs: 0 },
    { turn: 2, seq: 3, atMs: 50 },
  ]);
});
