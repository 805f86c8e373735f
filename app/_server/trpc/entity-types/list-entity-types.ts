import { listEntityTypes } from "../../use-cases/entity-types";
import { procedure } from "../init";
import { entityTypeListSchema } from "../schemas";

export const listEntityTypesProcedure = procedure
  .meta({
    description:
      "Lists the types of entities: those that people wrote, saved last first, and those that come with Dacapo.",
  })
  .output(entityTypeListSchema)
  .query(({ ctx }) => listEntityTypes(ctx.services));
