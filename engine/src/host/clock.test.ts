import { expect, test, vi } from "vitest";
import { systemClock } from "./clock.js";

test("waits longer than the 31 bits that setTimeout counts in", () => {
  vi.useFakeTimers();
  try {
    const rung = vi.fn();
    systemClock.callAt(systemClock.nowMs() + 3 * 2 ** 31, rung);
    vi.advanceTimersByTime(3 * 2 ** 31 - 1);
    expect(rung).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(rung).toHaveBeenCalledOnce();
  } finally {
    vi.useRealTimers();
  }
});
