import * as z from "zod";
import { deleteWorkflow } from "../../use-cases/delete-workflow";
import { procedure } from "../init";
import { workflowId } from "../schemas";

export const deleteWorkflowProcedure = procedure
  .meta({ description: "Deletes a workflow. Its runs stay, and go on." })
  .input(z.object({ workflowId }))
  .output(z.object({ deleted: z.boolean() }))
  .mutation(({ ctx, input }) => deleteWorkflow(ctx.services, input.workflowId));
