import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openLog, setLog } from "./log";
import { stopOnSignal } from "./stop-on-signal";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;
type Listener = NodeJS.SignalsListener;
const before = new Map<string, Listener[]>();
let exits: (number | string | null | undefined)[] = [];

beforeEach(() => {
  setLog(openLog("silent"));
  vi.useFakeTimers();
  for (const signal of SIGNALS) before.set(signal, process.listeners(signal) as Listener[]);
  exits = [];
  vi.spyOn(process, "exit").mockImplementation((code) => {
    exits.push(code);
    return undefined as never;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal);
    for (const listener of before.get(signal) ?? []) process.on(signal, listener);
  }
});

test("the first signal closes, and then exits with 0", async () => {
  let closed: () => void = () => undefined;
  stopOnSignal({
    close: () =>
      new Promise<void>((resolve) => {
        closed = resolve;
      }),
  });
  process.emit("SIGTERM", "SIGTERM");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(exits).toEqual([]);
  closed();
  await vi.advanceTimersByTimeAsync(0);
  expect(exits).toEqual([0]);
});

test("the second signal exits at once", () => {
  stopOnSignal({ close: () => new Promise<void>(() => undefined) });
  process.emit("SIGINT", "SIGINT");
  expect(exits).toEqual([]);
  process.emit("SIGTERM", "SIGTERM");
  expect(exits).toEqual([1]);
});

test("a stop that hangs is cut off before five seconds are over", async () => {
  stopOnSignal({ close: () => new Promise<void>(() => undefined) });
  process.emit("SIGTERM", "SIGTERM");
  await vi.advanceTimersByTimeAsync(4_999);
  expect(exits).toEqual([1]);
});

test("a stop that fails says so by its code", async () => {
  stopOnSignal({ close: () => Promise.reject(new Error("The disk is gone.")) });
  process.emit("SIGTERM", "SIGTERM");
  await vi.advanceTimersByTimeAsync(0);
  expect(exits).toEqual([1]);
});

test("listeners that would exit first give way", () => {
  const other = vi.fn();
  process.on("SIGTERM", other);
  stopOnSignal({ close: () => new Promise<void>(() => undefined) });
  process.emit("SIGTERM", "SIGTERM");
  expect(other).not.toHaveBeenCalled();
});
