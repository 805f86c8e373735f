import { type EntityId, type InstanceId, type Json, LIMITS } from "../model/index.js";
import { type Body, type Orchestration, type OrchestrationContext, orchestration } from "../orchestration/context.js";
import { isTaskError } from "../orchestration/thrown.js";
import { whenOf } from "./entities.js";
import { PROGRAM_NAMES, type Program } from "./program.js";

export const PROGRAMS: readonly Orchestration[] = PROGRAM_NAMES.map((name) =>
  orchestration<Json>(name, function* (ctx, input) {
    const output = yield* perform(ctx, input as unknown as Program);
    return ctx.record("result", output);
  }),
);

/** A test's orchestrations pass the time of their turn on, so that a turn that is told another time asks for something else. */
function* perform(ctx: OrchestrationContext, program: Program): Body<Json> {
  switch (program.op) {
    case "greet":
      return yield* ctx.call<Json>("greet", { value: program.name, atMs: ctx.now() });
    case "flaky":
      return yield* ctx.call<Json>(
        "flaky",
        { value: program.value, chance: ctx.random() },
        { retry: { maxAttempts: 10_000, firstDelayMs: 40, backoff: 1.5, maxDelayMs: 2_000 } },
      );
    case "slow":
      return yield* ctx.call<Json>(
        "slow",
        { value: program.value, guid: ctx.newGuid() },
        { timeoutMs: 900, retry: { maxAttempts: 10_000, firstDelayMs: 10, backoff: 1 } },
      );
    case "picky": {
      let asked = 0;
      const retryIf = () => {
        asked += 1;
        return asked < 10_000;
      };
      return yield* ctx.call<Json>(
        "flaky",
        { value: program.value, chance: ctx.random() },
        { retry: { maxAttempts: 10_000, firstDelayMs: 40, backoff: 1.5, maxDelayMs: 2_000, jitter: 0.5, retryIf } },
      );
    }
    case "race":
    case "any": {
      // What wins depends on the weather, and so does what is cancelled.
      const asked = [ctx.call("slow", { value: program.value }), ctx.sleep(program.ms), ctx.waitForEvent("never")];
      yield* program.op === "race" ? ctx.race(asked) : ctx.any(asked);
      return "first";
    }
    case "cancel": {
      const asked = [ctx.call("slow", { value: program.value }), ctx.sleep(60_000), ctx.waitForEvent("never")];
      for (const task of asked) task.cancel();
      return (yield* ctx.allSettled(asked)).map(({ status }) => status);
    }
    case "broken":
      return yield* ctx.call<Json>(
        "broken",
        { value: null },
        { retry: { maxAttempts: program.attempts, firstDelayMs: 100 } },
      );
    case "stubborn":
      return yield* ctx.call<Json>("stubborn", { value: program.value, id: program.id });
    case "sleep": {
      const beganMs = ctx.now();
      yield* ctx.sleep(program.ms);
      return ctx.decide("slept", ctx.now() - beganMs >= program.ms) ? "slept" : "woke too early";
    }
    case "sequence": {
      const results: Json[] = [];
      for (const part of program.parts) results.push(yield* perform(ctx, part));
      return results;
    }
    case "all":
      return yield* ctx.all(program.parts.map((part) => ctx.fork((inner) => perform(inner, part))));
    case "forEach": {
      const items = Array.from({ length: program.count }, (_, index) => index);
      const options = program.atOnce === undefined ? {} : { maxConcurrency: program.atOnce };
      return yield* ctx.forEach(items, options, function* (inner, _item, index) {
        const result = yield* perform(inner, program.part);
        return inner.record("iteration", [index, result]);
      });
    }
    case "fork": {
      const aside = ctx.fork((inner) => perform(inner, program.aside));
      const result = yield* perform(ctx, program.part);
      return [result, yield* aside];
    }
    case "attempt":
      try {
        return yield* perform(ctx, program.part);
      } catch (error) {
        if (isTaskError(error)) return `caught ${(error as { readonly code?: string }).code}`;
        throw error;
      }
    case "transfer": {
      const { id, from, to, amount } = program;
      yield* ctx.locked([from, to], function* (inner) {
        yield* inner.callEntity(from, "withdraw", { id, amount });
        yield* inner.callEntity(to, "deposit", { id, amount });
      });
      return id;
    }
    case "section":
      yield* ctx.locked(program.accounts, function* (inner) {
        yield* inner.sleep(program.ms);
      });
      return "left";
    case "signal":
      ctx.signalEntity(program.counter, "add", program.id, whenOf(program.id, ctx.now()));
      return program.id;
    case "scratch": {
      const { entity, text } = program;
      yield* ctx.callEntity(entity, "put", text);
      yield* ctx.sleep(text.length);
      const kept = yield* ctx.callEntity<Json>(entity, "get");
      return [kept, yield* ctx.callEntity<Json>(entity, "forget")];
    }
    case "family": {
      const children = program.children.map(({ instanceId, program: child }) =>
        ctx.callSub<Json>("child", child, { instanceId }),
      );
      return yield* ctx.all(children);
    }
    case "foster":
      return yield* ctx.all(program.parts.map((part) => ctx.callSub<Json>("child", part)));
    case "launch": {
      const started: Json[] = [];
      for (const { instanceId, program: child, by, times } of program.launches) {
        for (let count = 1; count < times; count++) yield* launch(ctx, by, instanceId, child);
        started.push(yield* launch(ctx, by, instanceId, child));
      }
      return started;
    }
    case "again": {
      const { left, done } = program;
      ctx.setSearchAttributes({
        round: done,
        [done % 2 === 0 ? "even" : "odd"]: true,
        [done % 2 === 0 ? "odd" : "even"]: null,
      });
      yield* ctx.call<Json>("greet", { value: valueOfRound(done), atMs: ctx.now() });
      if (left > 0) ctx.continueAsNew({ op: "again", left: left - 1, done: done + 1 } satisfies Program);
      return done;
    }
    case "ping": {
      const heard: Json[] = [];
      for (let number = 1; number <= program.rounds; number++) {
        ctx.sendEvent(program.peer, "ping", { from: ctx.instanceId, number });
        heard.push(yield* ctx.waitForEvent<Json>("pong"));
      }
      return heard;
    }
    case "pong": {
      for (let left = program.rounds; left > 0; left--) {
        const { from, number } = yield* ctx.waitForEvent<{ readonly from: string; readonly number: number }>("ping");
        ctx.sendEvent(from, "pong", number);
      }
      return program.rounds;
    }
    case "listen": {
      const heard: Json[] = [];
      for (;;) {
        const news = yield* ctx.waitForEvent<Json>("news");
        if (news === "end") return heard;
        heard.push(news);
      }
    }
  }
}

/** Every other round has a text that stands beside the log, and that nothing refers to once the run has continued as new. */
function valueOfRound(done: number): string {
  return done % 2 === 1 ? String(done).repeat(LIMITS.inlineCharactersMax) : `round ${done}`;
}

function* launch(
  ctx: OrchestrationContext,
  by: "run" | EntityId,
  instanceId: InstanceId,
  program: Program,
): Body<InstanceId> {
  if (by === "run") return ctx.startSub("child", program, { instanceId });
  return yield* ctx.callEntity<InstanceId>(by, "start", { instanceId, program });
}
