import * as z from "zod";
import { publishEntityType } from "../../use-cases/entity-types";
import { procedure } from "../init";
import { entityTypeId } from "../schemas";

export const publishEntityTypeProcedure = procedure
  .meta({
    description:
      "Puts a type of entity in force as it was saved last: its entities keep their states, and their next operations are performed so.",
  })
  .input(z.object({ entityTypeId, expectedRevision: z.int().min(1) }))
  .output(z.object({ publishedRevision: z.int() }))
  .mutation(({ ctx, input }) => publishEntityType(ctx.services, input));
