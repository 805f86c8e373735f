import { expect, test } from "vitest";
import { HistoryScript } from "../timeline/history-script.js";
import { executionId, instanceId } from "./ids.js";
import { standing } from "./standing.js";

const failedRun = () => {
  const script = new HistoryScript().start().turn();
  const [one, two] = [script.schedule("one"), script.schedule("two")];
  script.completed(one).failed(two).turn();
  const three = script.schedule("three");
  return script
    .completed(three)
    .say({ type: "EventRaised", name: "go", payload: "1" as never })
    .turn()
    .fail();
};
const seqs = (script: HistoryScript) => standing(script.events).map(({ seq }) => seq);

test("a history that was neither rewound nor forked stands as it is", () => {
  const { events } = failedRun();
  expect(standing(events)).toBe(events);
});

test("void turns go with what they asked for and what came of it; what others had asked for and told stays", () => {
  const script = failedRun();
  expect(script.events.map(({ type }) => type)[6]).toBe("TurnStarted");
  const rewound = { type: "ExecutionRewound", reason: "", previousExecutionId: executionId("e") } as const;
  script.say({ ...rewound, voidFromSeq: 7, undone: [6] });
  // The start, the first turn with its two tasks, the first one's result, the event, and the rewind itself.
  expect(seqs(script)).toEqual([1, 2, 3, 4, 5, 10, 13]);
});

test("numbers of tasks that are given again are those of the turns that stand, through several rewinds", () => {
  const script = failedRun();
  const rewound = { type: "ExecutionRewound", reason: "", previousExecutionId: executionId("e"), undone: [6] } as const;
  script.say({ ...rewound, voidFromSeq: 7 });
  script.say({ type: "TurnStarted", turn: 2, deliveredThrough: 13 });
  const again = script.events[7];
  if (again?.type !== "ActivityScheduled") throw new Error("event 8 schedules the third task");
  const { seq: _seq, atMs: _atMs, ...scheduled } = again;
  script.say(scheduled).completed(scheduled.taskId).fail();
  expect(seqs(script)).toEqual([1, 2, 3, 4, 5, 10, 13, 14, 15, 16, 17]);
  script.say({ ...rewound, voidFromSeq: 14, undone: [] });
  expect(seqs(script)).toEqual([1, 2, 3, 4, 5, 10, 13, 18]);
});

test("a fork in which everything counts takes nothing back", () => {
  const script = new HistoryScript().start().turn();
  const ids = { instanceId: instanceId("f"), executionId: executionId("f"), fromInstanceId: instanceId("run-1") };
  script.say({ type: "ExecutionForked", ...ids, atSeq: 2, edited: [], undone: [] });
  expect(seqs(script)).toEqual([1, 2, 3]);
});
