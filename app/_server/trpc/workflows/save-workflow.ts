import { graphSchema, layoutSchema } from "@dacapo/engine/compiler";
import * as z from "zod";
import { saveWorkflow } from "../../use-cases/save-workflow";
import { procedure } from "../init";
import { workflowId } from "../schemas";

export const saveWorkflowProcedure = procedure
  .meta({ description: "Saves a workflow, unless someone saved it since the revision that the change started from." })
  .input(z.object({ workflowId, expectedRevision: z.int().min(1), graph: graphSchema, layout: layoutSchema }))
  .output(z.object({ revision: z.int() }))
  .mutation(({ ctx, input }) => saveWorkflow(ctx.services, input));
