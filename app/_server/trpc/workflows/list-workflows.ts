import * as z from "zod";
import { listWorkflows } from "../../use-cases/list-workflows";
import { procedure } from "../init";
import { cursor, pageLimit, workflowPageSchema } from "../schemas";

export const listWorkflowsProcedure = procedure
  .meta({ description: "Lists the workflows, the one saved last first, each with its latest run." })
  .input(z.object({ cursor, limit: pageLimit }))
  .output(workflowPageSchema)
  .query(({ ctx, input }) => listWorkflows(ctx.services, input));
