import * as z from "zod";
import { listRuns } from "../../use-cases/list-runs";
import { procedure } from "../init";
import { cursor, pageLimit, runPageSchema, statusSchema, workflowId } from "../schemas";

export const listRunsProcedure = procedure
  .meta({ description: "Lists runs, the newest first, of one workflow or all, by status." })
  .input(
    z.object({
      workflowId: workflowId.optional(),
      statuses: z.array(statusSchema).max(5).optional(),
      cursor,
      limit: pageLimit,
    }),
  )
  .output(runPageSchema)
  .query(({ ctx, input }) => listRuns(ctx.services, input));
