import { expect, test } from "vitest";
import * as z from "zod";
import { encodeJson, executionId, instanceId, taskId } from "../model/index.js";
import { type Activity, defineActivity } from "./define.js";
import type { ActivityOrder, ActivityReport } from "./executor.js";
import { inlineExecutor } from "./inline.js";
import { Places } from "./places.js";

const order = (task: number, name = "work", input: unknown = { task }): ActivityOrder => ({
  instanceId: instanceId("i"),
  executionId: executionId("e"),
  taskId: taskId(task),
  attempt: 1,
  name,
  input: encodeJson(input),
});

/** Work that ends when the test says so. */
function heldWork() {
  const running = new Map<
    number,
    { finish: (value: string) => void; fail: (error: Error) => void; signal: AbortSignal; key: string }
  >();
  const activity: Activity = defineActivity({
    name: "work",
    title: "Work",
    description: "Works.",
    icon: "x",
    effects: "external",
    input: z.object({ task: z.number() }),
    output: z.string(),
    run: ({ task }, { signal, idempotencyKey }) =>
      new Promise<string>((finish, fail) => running.set(task, { finish, fail, signal, key: idempotencyKey })),
  });
  const reports: ActivityReport[] = [];
  const said = () => reports.map(({ kind, key }) => `${kind} ${key.taskId}`);
  return { running, activity, reports, said };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("runs so many at once; the others begin in order, and say so only then", async () => {
  const { running, activity, reports, said } = heldWork();
  const executor = inlineExecutor([activity], (report) => reports.push(report), new Places(2));
  for (const task of [1, 2, 3, 4]) executor.run(order(task));
  executor.run(order(1));
  await settle();
  expect(said()).toEqual(["started 1", "started 2"]);
  expect(executor.load()).toEqual({ running: 2, waiting: 2, atOnceMax: 2 });
  running.get(2)?.finish("two");
  await settle();
  running.get(1)?.fail(Object.assign(new Error("no"), { code: "Mine", nonRetriable: true }));
  await settle();
  expect(said()).toEqual(["started 1", "started 2", "ended 2", "ended 1", "started 3", "started 4"]);
  expect(executor.load()).toEqual({ running: 2, waiting: 0, atOnceMax: 2 });
  expect(reports[2]).toMatchObject({ outcome: { kind: "completed", result: '"two"' } });
  expect(reports[3]).toMatchObject({
    outcome: { kind: "failed", failure: { code: "Mine", message: "no", nonRetriable: true } },
  });
  expect(running.get(1)?.key).toBe("i:e:1");
});

test("an aborted activity is reported no more, and its place is free, whether it listens or not", async () => {
  const { running, activity, reports, said } = heldWork();
  const executor = inlineExecutor([activity], (report) => reports.push(report), new Places(1));
  executor.run(order(1));
  executor.run(order(2));
  executor.run(order(3));
  await settle();
  executor.abort(order(2), "not wanted");
  executor.abort(order(1), "no longer wanted");
  await settle();
  expect(running.get(1)?.signal.reason).toMatchObject({ message: "no longer wanted" });
  running.get(1)?.finish("too late");
  await settle();
  await settle();
  expect(said()).toEqual(["started 1", "started 3"]);
  // Asked for again under the same name, the first one's late end is not the second one's.
  executor.abort(order(3), "x");
  const late = running.get(3);
  executor.run(order(3));
  late?.finish("late");
  await settle();
  await settle();
  expect(said()).toEqual(["started 1", "started 3", "started 3"]);
  executor.close();
  expect(running.get(3)?.signal.aborted).toBe(true);
});

test("bad input, a bad result, an unknown name: failures that a repeat cannot help", async () => {
  const { activity, reports } = heldWork();
  const liar = { ...activity, info: { ...activity.info, name: "liar" }, run: async () => undefined };
  const executor = inlineExecutor([activity, liar], (report) => reports.push(report));
  executor.run(order(1, "work", { task: "one" }));
  executor.run(order(2, "nobody"));
  executor.run(order(3, "liar"));
  await settle();
  const outcomes = reports.flatMap((report) => (report.kind === "ended" ? [report.outcome] : []));
  expect(outcomes).toMatchObject([
    { kind: "failed", failure: { code: "InvalidInput", nonRetriable: true } },
    { kind: "failed", failure: { code: "UnknownActivity", nonRetriable: true } },
    { kind: "completed", result: "" },
  ]);
});

/** Work that is over as soon as it begins. */
const quick = defineActivity({
  name: "quick",
  title: "Quick",
  description: "Doubles a number, and refuses zero.",
  icon: "x",
  effects: "idempotent",
  input: z.number(),
  output: z.number(),
  run: (number) => {
    if (number === 0) throw Object.assign(new Error("zero"), { code: "Zero" });
    return number * 2;
  },
});

test("an activity that gives its result at once is reported at once, with the time at which it began", () => {
  const reports: ActivityReport[] = [];
  const executor = inlineExecutor([quick], (report) => reports.push(report), new Places(1));
  executor.run(order(1, "quick", 21));
  executor.run(order(2, "quick", 0));
  executor.run(order(3, "quick", "no number"));
  expect(reports).toMatchObject([
    {
      kind: "ended",
      key: { taskId: 1 },
      outcome: { kind: "completed", result: "42" },
      startedAtMs: expect.any(Number),
    },
    { kind: "ended", key: { taskId: 2 }, outcome: { kind: "failed", failure: { code: "Zero", message: "zero" } } },
    { kind: "ended", key: { taskId: 3 }, outcome: { kind: "failed", failure: { code: "InvalidInput" } } },
  ]);
  expect(executor.load()).toEqual({ running: 0, waiting: 0, atOnceMax: 1 });
});

test("however many wait behind one that takes long, they are done one after the other when it ends", async () => {
  const { running, activity, reports, said } = heldWork();
  const executor = inlineExecutor([activity, quick], (report) => reports.push(report), new Places(1));
  executor.run(order(1));
  for (let task = 2; task <= 50_000; task++) executor.run(order(task, "quick", task));
  expect(executor.load()).toEqual({ running: 1, waiting: 49_999, atOnceMax: 1 });
  running.get(1)?.finish("done");
  await settle();
  expect(reports).toHaveLength(50_000);
  expect(said().slice(0, 3)).toEqual(["ended 1", "ended 2", "ended 3"]);
  expect(executor.load()).toEqual({ running: 0, waiting: 0, atOnceMax: 1 });
});

test("a result that only looks like a promise is waited for like one", async () => {
  const reports: ActivityReport[] = [];
  // biome-ignore lint/suspicious/noThenProperty: that is what it is about.
  const later: Activity = { ...quick, run: () => ({ then: (give: (value: number) => void) => give(7) }) };
  const executor = inlineExecutor([later], (report) => reports.push(report), new Places(1));
  executor.run(order(1, "quick", 1));
  expect(reports).toEqual([]);
  await settle();
  expect(reports).toMatchObject([{ kind: "ended", outcome: { kind: "completed", result: "7" } }]);
});
