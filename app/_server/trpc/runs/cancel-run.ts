import * as z from "zod";
import { cancelRun } from "../../use-cases/cancel-run";
import { procedure } from "../init";
import { runId } from "../schemas";

export const cancelRunProcedure = procedure
  .meta({
    description:
      "Cancels a run. What it waits for is cancelled, and its code may clean up before it ends; with atOnce it ends where it stands, also in its clean-up. The answer says whether it was still going.",
  })
  .input(z.object({ runId, reason: z.string().max(1_000).optional(), atOnce: z.boolean().optional() }))
  .output(z.object({ cancelled: z.boolean() }))
  .mutation(({ ctx, input }) => cancelRun(ctx.services, input));
