import { procedure } from "../init";
import { activityListSchema } from "../schemas";

export const listActivitiesProcedure = procedure
  .meta({
    description:
      "Lists every activity that a workflow may use, with the schemas of its input and result, and what is wrong with packs of activities.",
  })
  .output(activityListSchema)
  .query(({ ctx }) => ({ activities: ctx.services.activities, problems: ctx.services.packProblems }));
