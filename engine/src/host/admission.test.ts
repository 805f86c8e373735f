import { expect, test } from "vitest";
import { ResourceExhausted } from "../model/index.js";
import { ADMISSION_LIMITS, admit, type ThreadLoad } from "./admission.js";

const limits = { ...ADMISSION_LIMITS, heapBytesMax: 1_000 };
const idle: ThreadLoad = { queueDepth: 0, activitiesOut: 0, logTailBytes: 0, heapBytes: 0 };

test("work is taken below every limit", () => {
  expect(() =>
    admit(
      {
        queueDepth: limits.queueDepthMax - 1,
        activitiesOut: limits.activitiesOutMax - 1,
        logTailBytes: limits.logTailBytesMax - 1,
        heapBytes: limits.heapBytesMax - 1,
      },
      limits,
    ),
  ).not.toThrow();
});

test.each([
  [{ queueDepth: limits.queueDepthMax }, "20000 events wait"],
  [{ activitiesOut: limits.activitiesOutMax }, "100000 activities"],
  [{ logTailBytes: limits.logTailBytesMax }, "snapshots are behind"],
  [{ heapBytes: limits.heapBytesMax }, "memory"],
])("%o is refused with the reason and a time to ask again", (load, why) => {
  try {
    admit({ ...idle, ...load }, limits);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(ResourceExhausted);
    expect((error as ResourceExhausted).message).toContain(why);
    expect((error as ResourceExhausted).details).toMatchObject({ retryAfterMs: expect.any(Number) });
  }
});
