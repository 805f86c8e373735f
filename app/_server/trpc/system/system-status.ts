import { procedure } from "../init";
import { systemStatusSchema } from "../schemas";

export const systemStatusProcedure = procedure
  .meta({ description: "Says how the engine is, and where its data lies." })
  .output(systemStatusSchema)
  .query(({ ctx }) => {
    const { health, version, dataDir } = ctx.services;
    return { engine: health(), version, dataDir };
  });
