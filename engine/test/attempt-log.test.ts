import { codeRun, defineActivity, instanceId, openHub, orchestration } from "@dacapo/engine";
import { stateAt } from "@dacapo/engine/timeline";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { type TemporaryDirectory, temporaryDirectory } from "./support/temporary-directory.js";

let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory("attempt-log");
});
afterEach(() => directory.remove());

const chatty = defineActivity({
  name: "chatty",
  title: "Chatty",
  description: "Says what it does and fails the first time.",
  icon: "message",
  effects: "external",
  input: z.null(),
  output: z.string(),
  run: async (_input, { attempt, log }) => {
    log("info", `attempt ${attempt}`);
    if (attempt === 1) throw new Error("not yet");
    for (let line = 0; line < 1_000; line++) log("debug", "x".repeat(100));
    return "done";
  },
});

const source = "console.log('sum of', a, b); console.warn('done'); return a + b";
const both = orchestration("both", function* (ctx) {
  yield* ctx.call("chatty", null, { retry: { maxAttempts: 2, firstDelayMs: 1 } });
  return yield* ctx.call("code.run", { language: "javascript", source, inputs: { a: 1, b: 2 } });
});

test("what attempts say stands in the history, on the timeline, and is there after a restart", async () => {
  const options = { dir: directory.path, orchestrations: [both], activities: [chatty, codeRun()], threads: 0 };
  const id = instanceId("it");
  const first = await openHub(options);
  await first.client.start({ name: "both" }, null, { instanceId: "it" });
  expect((await first.client.wait(id, { timeoutMs: 20_000 })).output).toBe("3");
  await first.snapshot();
  await first.close();

  const second = await openHub(options);
  const history = await second.client.history(id);
  await second.close();
  const logs = history.flatMap((event) => ("log" in event && event.log !== undefined ? [event.log] : []));
  expect(logs[0]).toEqual([{ level: "info", message: "attempt 1" }]);
  expect(logs[1]?.[0]).toEqual({ level: "info", message: "attempt 2" });
  expect(logs[1]?.at(-1)?.message).toMatch(/^\d+ more lines are left out\.$/);
  expect(JSON.stringify(logs[1]).length).toBeLessThan(32 * 1024);
  expect(logs[2]).toEqual([
    { level: "info", message: "sum of 1 2" },
    { level: "warn", message: "done" },
  ]);

  const state = stateAt(history, history.length);
  const attempts = [...state.nodes.values()].flatMap((node) => node.attempts);
  expect(attempts.map(({ log }) => log?.[0]?.message)).toEqual(["attempt 1", "attempt 2", "sum of 1 2"]);
});
