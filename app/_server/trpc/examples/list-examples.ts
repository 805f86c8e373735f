import { listExamples } from "../../use-cases/list-examples";
import { procedure } from "../init";
import { exampleCardsSchema } from "../schemas";

export const listExamplesProcedure = procedure
  .meta({ description: "Lists the workflows that come with Dacapo." })
  .output(exampleCardsSchema)
  .query(({ ctx }) => listExamples(ctx.services));
