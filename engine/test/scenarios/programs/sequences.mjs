import { orchestration } from "@dacapo/engine";

/** Ends in its first turn. */
export const inline = orchestration("inline", function* (_ctx, input) {
  return `Hello, ${input}!`;
});

export const withActivity = orchestration("with-activity", function* (ctx, name) {
  return yield* ctx.call("greet", { name });
});

export const squares = orchestration("squares", function* (ctx, count) {
  const children = Array.from({ length: count }, (_, index) => ctx.callSub("product", { a: index, b: index }));
  return yield* ctx.all(children);
});
export const product = orchestration("product", function* (ctx, input) {
  return yield* ctx.call("multiply", input);
});

export const factorial = orchestration("factorial", function* (ctx, n) {
  let result = 1;
  for (let factor = 2; factor <= n; factor++) result = yield* ctx.call("multiply", { a: result, b: factor });
  return result;
});
export const parentOfFactorial = orchestration("parent-of-factorial", function* (ctx, n) {
  return yield* ctx.callSub("factorial", n);
});

export const sizes = orchestration("sizes", function* (ctx, files) {
  const all = yield* ctx.all(files.map((file) => ctx.call("file-size", { file })));
  return all.reduce((sum, size) => sum + size, 0);
});

export const texts = orchestration("texts", function* (ctx, { count, length }) {
  const numbers = Array.from({ length: count }, (_, number) => number);
  const made = yield* ctx.all(numbers.map((number) => ctx.call("text", { number, length })));
  return made.map((each) => [each.length, each.slice(0, 4)]);
});

/** A fan-out whose results are fanned out once more. */
export const twice = orchestration("twice", function* (ctx, count) {
  const numbers = Array.from({ length: count }, (_, number) => number);
  const once = yield* ctx.all(numbers.map((a) => ctx.call("multiply", { a, b: 2 })));
  return yield* ctx.all(once.map((a) => ctx.call("multiply", { a, b: 10 })));
});

export const echoing = orchestration("echoing", function* (ctx, value) {
  return yield* ctx.call("echo", { value });
});
export const large = orchestration("large", function* (ctx, value) {
  const seen = yield* ctx.call("digest", { value });
  const back = yield* ctx.call("echo", { value });
  return { seen, back };
});
export const nothing = orchestration("nothing", function* () {});

export const throwing = orchestration("throwing", function* (_ctx, message) {
  throw Object.assign(new RangeError(message), { code: "Odd", details: { found: 3 } });
});
export const throwingAfterWait = orchestration("throwing-after-wait", function* (ctx, message) {
  yield* ctx.call("greet", { name: "x" });
  throw new Error(message);
});
export const activityThrows = orchestration("activity-throws", function* (ctx, why) {
  return yield* ctx.call("breakdown", { why });
});
export const caught = orchestration("caught", function* (ctx, why) {
  try {
    yield* ctx.call("breakdown", { why });
  } catch (error) {
    return { name: error.name, code: error.code, message: error.message, details: error.failure.details };
  }
  return "not thrown";
});
export const subThrows = orchestration("sub-throws", function* (ctx, why) {
  try {
    yield* ctx.callSub("activity-throws", why);
  } catch (error) {
    return { code: error.code, message: error.message };
  }
  return "not thrown";
});
export const retrying = orchestration("retrying", function* (ctx, { worksAt, maxAttempts }) {
  return yield* ctx.call("unsteady", { worksAt }, { retry: { maxAttempts, firstDelayMs: 2, backoff: 1.5 } });
});
export const unknownActivity = orchestration("unknown-activity", function* (ctx) {
  return yield* ctx.call("no-such-activity", {});
});
export const notATask = orchestration("not-a-task", function* () {
  yield 5;
  return "never";
});
export const mistaken = orchestration("mistaken", function* () {
  return Number.NaN;
});
export const tooMuchStatus = orchestration("too-much-status", function* (ctx, length) {
  ctx.setCustomStatus("x".repeat(length));
  return "set";
});

export const stuck = orchestration("stuck", function* (ctx) {
  return yield* ctx.call("endless", {});
});
export const waiting = orchestration("waiting", function* (ctx, name) {
  return yield* ctx.waitForEvent(name ?? "go");
});

export const stating = orchestration("stating", function* (ctx, statuses) {
  for (const status of statuses) {
    ctx.setCustomStatus(status);
    yield* ctx.waitForEvent("next");
  }
});
export const chances = orchestration("chances", function* (ctx) {
  const first = [ctx.newGuid(), ctx.newGuid(), ctx.random()];
  yield* ctx.sleep(1);
  return [...first, ctx.newGuid(), ctx.random()];
});
