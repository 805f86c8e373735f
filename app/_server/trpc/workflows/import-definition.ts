import * as z from "zod";
import { importDefinition } from "../../use-cases/import-definition";
import { procedure } from "../init";
import { importedDrawingSchema } from "../schemas";

export const importDefinitionProcedure = procedure
  .meta({
    description:
      "Reads a drawing from JSON or YAML: a workflow of Dacapo, or a state machine of Amazon States Language with a report of what became of each state. Stores nothing: workflows.create does.",
  })
  .input(z.object({ text: z.string().min(1).max(1_048_576), name: z.string().min(1).max(120).optional() }))
  .output(importedDrawingSchema)
  .mutation(({ ctx, input }) =>
    importDefinition(ctx.services, { text: input.text, name: input.name ?? "Imported workflow" }),
  );
