import { initTRPC, TRPCError } from "@trpc/server";
import { unsendableName } from "@/app/_wire/unsendable-names";
import { wireFormat } from "@/app/_wire/wire-format";
import type { Services } from "../services";
import { problemsOf, sentenceOf, toTrpcError } from "./to-trpc-error";

/** What a procedure is given. `services` is `undefined` while the server starts and stops. */
export interface Context {
  readonly services: Services | undefined;
}

/** What every procedure says about itself, for people and for generated documents. */
export interface Meta {
  readonly description: string;
}

const trpc = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer: wireFormat,
    sse: {
      maxDurationMs: 30 * 60_000,
      ping: { enabled: true, intervalMs: 2_000 },
      client: { reconnectAfterInactivityMs: 5_000 },
    },
    errorFormatter: ({ shape, error }) => {
      const problems = problemsOf(error);
      // The stack stays in the server's log.
      const { stack: _stack, ...data } = shape.data;
      return {
        ...shape,
        message: sentenceOf(error),
        data: { ...data, ...(problems.length > 0 && { problems }) },
      };
    },
  });

export const { router, createCallerFactory } = trpc;

/**
 * Refuses what checking would lose: a key that zod drops without a word. Nothing is stored or
 * started with a part of it missing.
 */
const wholeInput = trpc.middleware(async ({ getRawInput, next }) => {
  const name = unsendableName(await getRawInput());
  if (name !== undefined) {
    throw new TRPCError({
      code: "BAD_REQUEST",
      message: `A key in what was sent is called "${name}", which no value here may have. Rename it and send it again.`,
    });
  }
  return next();
});

/** Gives a procedure its services, and turns what it throws into what a client may see. */
export const procedure = trpc.procedure.use(wholeInput).use(async ({ ctx, next }) => {
  const { services } = ctx;
  if (services === undefined) {
    throw new TRPCError({
      code: "SERVICE_UNAVAILABLE",
      message: "Dacapo is starting or stopping. Try again in a moment.",
    });
  }
  const result = await next({ ctx: { services } });
  if (!result.ok) throw toTrpcError(result.error);
  return result;
});
