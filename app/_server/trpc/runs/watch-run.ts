import { tracked } from "@trpc/server";
import * as z from "zod";
import { watchRun } from "../../use-cases/watch-run";
import { procedure } from "../init";
import { runId } from "../schemas";

export const watchRunProcedure = procedure
  .meta({
    description:
      "Streams every event of a run, those there are and those to come, in batches whose id is the last event's number.",
  })
  .input(z.object({ runId, lastEventId: z.string().max(20).nullish() }))
  .subscription(async function* ({ ctx, input, signal }) {
    for await (const batch of watchRun(ctx.services, { ...input, ...(signal && { signal }) })) {
      yield tracked(String(batch.lastSeq), batch.events);
    }
  });
