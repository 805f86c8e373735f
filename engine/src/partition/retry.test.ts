import { describe, expect, test } from "vitest";
import { call, failed, PartitionScript, waiting } from "../../test/support/partition-script.js";
import { executionId, instanceId, type RetryPolicy, retryVerdict, taskId } from "../model/index.js";

const begun = (retry: RetryPolicy) => {
  const script = new PartitionScript();
  script.start("a");
  script.episode("a", waiting(call(1, { retry })));
  return script;
};
const lastOf = (script: PartitionScript) => script.state.instances.get(instanceId("a"))?.history.at(-1);

describe("the time that all attempts may take", () => {
  const retry = { maxAttempts: 100, firstDelayMs: 40, backoff: 1, totalTimeoutMs: 100 };

  test("no repeat is planned behind it, and the failure says so and why the last attempt failed", () => {
    const script = begun(retry);
    script.after(10).activityEnded("a", 1, failed("first no"));
    expect(lastOf(script)).toMatchObject({ type: "ActivityAttemptFailed", retryAtMs: 50 });
    script.after(40).timerFired("a", 1, "retry", 2);
    script.after(11).activityEnded("a", 1, failed("second no"), 2);
    expect(lastOf(script)).toMatchObject({
      type: "ActivityFailed",
      attempt: 2,
      failure: {
        code: "RetryTimeout",
        message:
          "Activity work was given up: attempt 3 would have begun more than 100 ms (totalTimeoutMs) after the call. Attempt 2 had failed: second no",
        details: { attempts: 2, totalTimeoutMs: 100 },
        cause: { message: "second no" },
      },
    });
  });

  test("a wait that ends too late, because nobody was there, is followed by no attempt", () => {
    const script = begun(retry);
    script.after(10).activityEnded("a", 1, failed("first no"));
    const effects = script.after(5_000).timerFired("a", 1, "retry", 2);
    expect(effects.map(({ type }) => type)).not.toContain("RunActivity");
    expect(lastOf(script)).toMatchObject({
      type: "ActivityFailed",
      attempt: 1,
      failure: { code: "RetryTimeout", cause: { message: "first no" } },
    });
    expect(script.state.instances.get(instanceId("a"))?.tasks?.size).toBe(0);
  });

  test("a wait that ends in time is", () => {
    const script = begun(retry);
    script.after(10).activityEnded("a", 1, failed("first no"));
    const effects = script.after(90).timerFired("a", 1, "retry", 2);
    expect(effects).toMatchObject([{ type: "RunActivity", attempt: 2 }]);
  });
});

describe("failures that are not tried again", () => {
  const retry = { maxAttempts: 5, firstDelayMs: 1, nonRetriable: ["CardDeclined", "ActivityError"] };
  test.each([
    ["by their code", { code: "ActivityError", message: "no" }],
    ["by their type", { code: "Other", type: "CardDeclined", message: "no" }],
    ["by their own mark", { code: "Other", message: "no", nonRetriable: true }],
  ])("%s", (_, failure) => {
    const script = begun(retry);
    script.activityEnded("a", 1, { kind: "failed", failure });
    expect(lastOf(script)).toMatchObject({ type: "ActivityFailed", attempt: 1, failure });
  });

  test("another one is", () => {
    const script = begun(retry);
    script.activityEnded("a", 1, { kind: "failed", failure: { code: "Other", type: "Slow", message: "no" } });
    expect(lastOf(script)).toMatchObject({ type: "ActivityAttemptFailed" });
  });
});

describe("jitter", () => {
  const waits = (jitter: number, execution: string) =>
    [1, 2, 3, 4, 5, 6].map((attempt) => {
      const verdict = retryVerdict(
        { maxAttempts: 10, firstDelayMs: 1_000, backoff: 1, jitter },
        {
          executionId: executionId(execution),
          taskId: taskId(1),
          what: "Activity work",
          attempt,
          failure: { code: "No", message: "no" },
          calledAtMs: 0,
          nowMs: 0,
        },
      );
      return verdict.kind === "again" ? verdict.atMs : Number.NaN;
    });

  test("shortens each wait by its own share, the same whenever it is asked", () => {
    const some = waits(0.3, "e1");
    expect(some).toEqual(waits(0.3, "e1"));
    expect(new Set(some).size).toBeGreaterThan(4);
    for (const wait of some) expect(wait).toSatisfy((ms: number) => ms >= 700 && ms <= 1_000);
  });

  test("is another one in another run, and none without it", () => {
    expect(waits(1, "e1")).not.toEqual(waits(1, "e2"));
    expect(waits(0, "e1")).toEqual(new Array(6).fill(1_000));
  });
});
