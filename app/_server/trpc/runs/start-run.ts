import * as z from "zod";
import { startRun } from "../../use-cases/start-run";
import { procedure } from "../init";
import { anyJson, runId, workflowId } from "../schemas";

export const startRunProcedure = procedure
  .meta({
    description: "Starts a run of a workflow as it was saved last. A repeat with the same requestId is the same run.",
  })
  .input(z.object({ workflowId, input: anyJson, requestId: z.string().min(1).max(200) }))
  .output(z.object({ runId }))
  .mutation(({ ctx, input }) => startRun(ctx.services, input));
