import { expect, test } from "vitest";
import { errorFromWire, errorToWire } from "./errors.js";
import { stoppedBy } from "./stopped-by.js";

const systemError = (code: string): Error => Object.assign(new Error(`${code}: i/o error, read`), { code });

test("a disk that failed stops a thread under its own name, also when the word of it crossed threads", () => {
  for (const [code, stopCode] of [
    ["EIO", "DISK_FAILED"],
    ["ENOSPC", "DISK_FULL"],
  ] as const) {
    expect(stoppedBy(systemError(code))).toMatchObject({ code: stopCode });
    expect(stoppedBy(errorFromWire(errorToWire(systemError(code))))).toMatchObject({ code: stopCode });
  }
});

test("anything else is a bug of ours", () => {
  expect(stoppedBy(new Error("two and two is five"))).toEqual({
    state: "stopped",
    code: "ENGINE_BUG",
    reason: "two and two is five",
  });
});
