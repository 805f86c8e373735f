import { describe, expect, test } from "vitest";
import { type Failure, failureFrom } from "./index.js";

class CardDeclined extends Error {
  readonly nonRetriable = true;
  readonly details = { bank: "one" };
}
const without = ({ stack: _stack, ...rest }: Failure): Failure => rest;

describe("what an activity threw", () => {
  test("keeps type, message, stack, details, cause and mark", () => {
    const failure = failureFrom(new CardDeclined("no", { cause: new TypeError("root") }), "ActivityError");
    expect(without(failure)).toMatchObject({
      code: "ActivityError",
      type: "CardDeclined",
      message: "no",
      details: { bank: "one" },
      cause: { code: "ActivityError", type: "TypeError", message: "root" },
      nonRetriable: true,
    });
    expect(failure.stack).toContain("read-failure.test");
  });

  test("has no type where the class says nothing, or nothing more than the code", () => {
    expect(failureFrom(new Error("no"), "ActivityError")).not.toHaveProperty("type");
    const coded = Object.assign(new Error("no"), { name: "HttpError", code: "HttpError" });
    expect(failureFrom(coded, "ActivityError")).not.toHaveProperty("type");
  });

  test("is bounded: a circle of causes, a long message, details that are large or cannot be JSON", () => {
    const circle = new Error("round");
    circle.cause = circle;
    let depth = 0;
    for (let at: Failure | undefined = failureFrom(circle, "X"); at !== undefined; at = at.cause) depth += 1;
    expect(depth).toBe(9);
    expect(failureFrom(new Error("m".repeat(50_000)), "X").message.length).toBeLessThan(10_100);
    const large = Object.assign(new Error("no"), { details: "d".repeat(100_000) });
    expect(failureFrom(large, "X").details).toEqual({
      omitted: "The details have 100002 characters as JSON; 65536 are kept.",
    });
    const odd = Object.assign(new Error("no"), { details: 5n });
    expect(failureFrom(odd, "X")).toMatchObject({ message: "no" });
    expect(failureFrom(odd, "X")).not.toHaveProperty("details");
  });

  test("that cannot be read is a failure all the same", () => {
    const trap = new Error("no");
    Object.defineProperty(trap, "message", {
      get() {
        throw new Error("caught you");
      },
    });
    expect(failureFrom(trap, "X")).toMatchObject({ code: "UnreadableError" });
    expect(failureFrom("only a text", "X")).toEqual({ code: "X", message: "only a text" });
    expect(failureFrom({ odd: 1 }, "X").message).toBe('The code threw something that is not an Error: {"odd":1}');
  });
});
