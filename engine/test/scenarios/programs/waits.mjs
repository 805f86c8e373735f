import { orchestration } from "@dacapo/engine";

export const napping = orchestration("napping", function* (ctx, ms) {
  const before = ctx.now();
  yield* ctx.sleep(ms);
  return { before, after: ctx.now() };
});
export const naps = orchestration("naps", function* (ctx, delays) {
  const order = [];
  const each = delays.map((ms) =>
    ctx.fork(function* (ctx) {
      yield* ctx.sleep(ms);
      order.push(ms);
    }),
  );
  yield* ctx.all(each);
  return order;
});
export const renewed = orchestration("renewed", function* (ctx, { rounds, executions = [] }) {
  const seen = [...executions, ctx.executionId];
  if (rounds > 0) {
    ctx.continueAsNew({ rounds: rounds - 1, executions: seen });
    return "passed over";
  }
  yield* ctx.sleep(20);
  return seen;
});
export const deadline = orchestration("deadline", function* (ctx, timeoutMs) {
  try {
    return { approved: yield* ctx.waitForEvent("approval", { timeoutMs }) };
  } catch (error) {
    return { code: error.code };
  }
});

export const counter = orchestration("counter", function* (ctx, count) {
  ctx.setCustomStatus({ count });
  const operation = yield* ctx.waitForEvent("operation");
  if (operation === "end") return count;
  ctx.continueAsNew(operation === "inc" ? count + 1 : count - 1);
  return "passed over";
});
export const questioner = orchestration("questioner", function* (ctx, { other, rounds }) {
  const heard = [];
  for (let round = 1; round <= rounds; round++) {
    ctx.sendEvent(other, "question", { from: ctx.instanceId, round });
    heard.push(yield* ctx.waitForEvent("answer"));
  }
  ctx.sendEvent(other, "question", null);
  return heard;
});
export const answerer = orchestration("answerer", function* (ctx) {
  for (let answered = 0; ; answered++) {
    const question = yield* ctx.waitForEvent("question");
    if (question === null) return answered;
    ctx.sendEvent(question.from, "answer", question.round * 10);
  }
});
/** As many waits at once as there are events to come. */
export const crowd = orchestration("crowd", function* (ctx, count) {
  return yield* ctx.all(Array.from({ length: count }, () => ctx.waitForEvent("ticket")));
});
export const perName = orchestration("per-name", function* (ctx, names) {
  return yield* ctx.all(names.map((name) => ctx.waitForEvent(name)));
});
/** What it tells others in the turn in which it goes on as new is told. */
export const parting = orchestration("parting", function* (ctx, { to, entity, again }) {
  if (!again) return "second life";
  ctx.sendEvent(to, "go", "from the first life");
  ctx.signalEntity(ctx.entity("tally", entity), "add", 3);
  ctx.continueAsNew({ to, entity, again: false });
  return "first life";
});
/** An instance that lives for ever, until it is told to end, and adds what it is told. */
export const gatherer = orchestration("gatherer", function* (ctx, heard) {
  const next = yield* ctx.waitForEvent("item");
  if (next === "end") return heard;
  ctx.continueAsNew([...heard, next]);
  return "passed over";
});
