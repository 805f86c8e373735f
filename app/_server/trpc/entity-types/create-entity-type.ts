import { entityTypeSchema } from "@dacapo/engine/compiler";
import * as z from "zod";
import { createEntityType } from "../../use-cases/entity-types";
import { procedure } from "../init";
import { entityTypeId } from "../schemas";

export const createEntityTypeProcedure = procedure
  .meta({ description: "Makes a type of entity, an empty one when none is given. It may be unfinished." })
  .input(z.object({ entityType: entityTypeSchema.optional() }))
  .output(z.object({ entityTypeId }))
  .mutation(({ ctx, input }) => createEntityType(ctx.services, input.entityType));
