import { procedure } from "../init";
import { activityCatalogSchema } from "../schemas";

export const listActivitiesProcedure = procedure
  .meta({ description: "Lists every activity that a workflow may use, with the schemas of its input and result." })
  .output(activityCatalogSchema)
  .query(({ ctx }) => ctx.services.activities);
