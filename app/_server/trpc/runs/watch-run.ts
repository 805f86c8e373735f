import { tracked } from "@trpc/server";
import * as z from "zod";
import { watchRun } from "../../use-cases/watch-run";
import { procedure } from "../init";
import { runId } from "../schemas";
import { toTrpcError } from "../to-trpc-error";

export const watchRunProcedure = procedure
  .meta({
    description:
      "Streams every event of a run, those there are and those to come, in batches whose id is the last event's number.",
  })
  .input(z.object({ runId, lastEventId: z.string().max(20).nullish() }))
  .subscription(async function* ({ ctx, input, signal }) {
    try {
      for await (const { lastSeq, events } of watchRun(ctx.services, { ...input, ...(signal && { signal }) })) {
        yield tracked(String(lastSeq), events);
      }
    } catch (error) {
      // A stream's errors do not pass the middleware that maps those of answers.
      throw toTrpcError(error);
    }
  });
