import * as z from "zod";
import { duplicateWorkflow } from "../../use-cases/duplicate-workflow";
import { procedure } from "../init";
import { workflowId } from "../schemas";

export const duplicateWorkflowProcedure = procedure
  .meta({ description: "Copies a workflow as it was saved last." })
  .input(z.object({ workflowId }))
  .output(z.object({ workflowId }))
  .mutation(({ ctx, input }) => duplicateWorkflow(ctx.services, input.workflowId));
