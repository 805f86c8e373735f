import { watchEngine } from "../../use-cases/watch-engine";
import { procedure } from "../init";
import { toTrpcError } from "../to-trpc-error";

export const watchEngineProcedure = procedure
  .meta({ description: "Streams how the engine is doing, four times a second." })
  .subscription(async function* ({ ctx, signal }) {
    try {
      yield* watchEngine(ctx.services, signal && { signal });
    } catch (error) {
      // A stream's errors do not pass the middleware that maps those of answers.
      throw toTrpcError(error);
    }
  });
