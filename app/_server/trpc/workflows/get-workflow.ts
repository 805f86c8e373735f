import * as z from "zod";
import { getWorkflow } from "../../use-cases/get-workflow";
import { procedure } from "../init";
import { workflowDraftSchema, workflowId } from "../schemas";

export const getWorkflowProcedure = procedure
  .meta({ description: "Reads a workflow as it was saved last." })
  .input(z.object({ workflowId }))
  .output(workflowDraftSchema)
  .query(({ ctx, input }) => getWorkflow(ctx.services, input.workflowId));
