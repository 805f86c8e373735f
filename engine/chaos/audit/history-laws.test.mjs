import { describe, expect, test } from "vitest";
import { HISTORY_LAWS } from "./history-laws.mjs";

/** @import { HistoryEvent, InstanceRecord } from "../words.js" */

/** @typedef {{ readonly type: string, readonly [field: string]: unknown }} Body */

/**
 * @param {string} type
 * @param {object} [fields]
 * @returns {Body}
 */
const event = (type, fields = {}) => ({ type, ...fields });

/** A history that is as it should be: an activity, a timer, an event, an entity in a lock, a cancelled task. */
const RIGHT = [
  event("ExecutionStarted", { instanceId: "i", executionId: "e", input: "1" }),
  event("EventRaised", { name: "go", payload: "2" }),
  event("TurnStarted", { turn: 1, deliveredThrough: 1 }),
  event("ActivityScheduled", { taskId: 1 }),
  event("TimerCreated", { taskId: 2, fireAtMs: 107 }),
  event("EventWaited", { taskId: 3, name: "go" }),
  event("EventReceived", { taskId: 3, raisedSeq: 2 }),
  event("LockRequested", { taskId: 4 }),
  event("ActivityCompleted", { taskId: 1, result: "3" }),
  event("LockAcquired", { taskId: 4 }),
  event("EntityCallScheduled", { taskId: 5 }),
  event("TimerFired", { taskId: 2 }),
  event("EntityCallCompleted", { taskId: 5, result: "4" }),
  event("ActivityScheduled", { taskId: 6 }),
  event("TaskCancelled", { taskId: 6 }),
  event("ExecutionCompleted", { output: "5" }),
];

/**
 * @param {readonly object[]} events
 * @returns {HistoryEvent[]}
 */
const numbered = (events) =>
  events.map((body, index) => /** @type {HistoryEvent} */ ({ seq: index + 1, atMs: 100 + index, ...body }));

/**
 * @param {readonly HistoryEvent[]} history
 * @returns {InstanceRecord}
 */
const recordOf = (history) => ({
  instanceId: "i",
  executionId: "e",
  name: "n",
  status: "Completed",
  tags: {},
  createdAtMs: 100,
  eventCount: history.length,
  input: "1",
  output: "5",
});

/**
 * @param {readonly HistoryEvent[]} history
 * @param {InstanceRecord} [record]
 */
const broken = (history, record = recordOf(history)) =>
  Object.entries(HISTORY_LAWS).flatMap(([law, wrong]) => (wrong(history, record) === undefined ? [] : [law]));

test("a history that is as it should be breaks no law", () => {
  expect(broken(numbered(RIGHT))).toEqual([]);
});

const RESULT_LAW = "a result is accepted once, and only of what was asked for";

/** The history without one of its events. @param {number} at */
const without = (at) => RIGHT.toSpliced(at, 1);
/** The history with one of its events once more, behind it. @param {number} at */
const twice = (at) => RIGHT.toSpliced(at + 1, 0, bodyAt(at));
/** @param {number} at */
const bodyAt = (at) => RIGHT[at] ?? event("nothing");

/**
 * @param {string} by
 * @param {readonly object[]} history
 * @returns {[law: string, by: string, history: readonly object[]]}
 */
const spoilt = (by, history) => [RESULT_LAW, by, history];

/** @param {string} type */
const indexOf = (type) => RIGHT.findIndex((body) => body.type === type);

describe("each law is broken by", () => {
  /** @type {readonly [law: string, by: string, history: readonly object[]][]} */
  const cases = [
    ["a history has no gap", "a number that is left out", RIGHT.with(3, { ...bodyAt(3), seq: 5 })],
    [
      "time does not go back in a history",
      "an older event behind a newer one",
      RIGHT.with(5, { ...bodyAt(5), atMs: 3 }),
    ],
    ["a history begins with its start and ends once", "a missing start", without(0)],
    ["a history begins with its start and ends once", "a missing end", RIGHT.slice(0, -1)],
    ["a history begins with its start and ends once", "a second end", twice(RIGHT.length - 1)],
    [
      "a history begins with its start and ends once",
      "another execution",
      RIGHT.with(0, { ...bodyAt(0), executionId: "f" }),
    ],
    ...["ActivityCompleted", "TimerFired", "EventReceived", "EntityCallCompleted", "LockAcquired"].flatMap((type) => [
      spoilt(`${type} twice`, twice(indexOf(type))),
      spoilt(`${type} missing`, without(indexOf(type))),
    ]),
    [RESULT_LAW, "a result of nothing", without(indexOf("ActivityScheduled"))],
    [RESULT_LAW, "a timer that ends an activity", RIGHT.with(8, event("TimerFired", { taskId: 1 }))],
    [
      "an event that was raised is received once",
      "one that nobody raised",
      RIGHT.with(6, event("EventReceived", { taskId: 3, raisedSeq: 3 })),
    ],
    ["a timer fires when it is due", "one that fires early", RIGHT.with(4, { ...bodyAt(4), fireAtMs: 200 })],
    [
      "the record says what the history says",
      "another output",
      RIGHT.with(-1, event("ExecutionCompleted", { output: "6" })),
    ],
    ["the record says what the history says", "another input", RIGHT.with(0, { ...bodyAt(0), input: "7" })],
  ];
  test.each(cases)("%s: %s", (law, _by, history) => {
    expect(broken(numbered(history))).toContain(law);
  });

  test("a record that counts other events", () => {
    const history = numbered(RIGHT);
    expect(broken(history, { ...recordOf(history), eventCount: 3 })).toEqual(["a history has no gap"]);
  });
});
