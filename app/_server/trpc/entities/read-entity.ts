import * as z from "zod";
import { readEntity } from "../../use-cases/read-entity";
import { procedure } from "../init";
import { anyJson } from "../schemas";

export const readEntityProcedure = procedure
  .meta({ description: "Reads the state of an entity as it is now. One that was never used has none." })
  .input(z.object({ entity: z.string().min(1).max(200), key: z.string().max(500) }))
  .output(z.object({ state: anyJson.exactOptional() }))
  .query(({ ctx, input }) => readEntity(ctx.services, input));
