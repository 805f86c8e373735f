import * as z from "zod";
import { snapshotEngine } from "../../use-cases/snapshot-engine";
import { procedure } from "../init";

export const snapshotNowProcedure = procedure
  .meta({ description: "Writes a snapshot of the engine now; answers when it is durable." })
  .output(z.object({ tookMs: z.number() }))
  .mutation(({ ctx }) => snapshotEngine(ctx.services));
