import { entityTypeSchema } from "@dacapo/engine/compiler";
import * as z from "zod";
import { saveEntityType } from "../../use-cases/entity-types";
import { procedure } from "../init";
import { entityTypeId } from "../schemas";

export const saveEntityTypeProcedure = procedure
  .meta({
    description: "Saves a type of entity, unless someone saved it since the revision that the change started from.",
  })
  .input(z.object({ entityTypeId, expectedRevision: z.int().min(1), entityType: entityTypeSchema }))
  .output(z.object({ revision: z.int() }))
  .mutation(({ ctx, input }) => saveEntityType(ctx.services, input));
