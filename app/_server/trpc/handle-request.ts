import { getTRPCErrorShape, TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { wireFormat } from "@/app/_wire/wire-format";
import { log } from "../log";
import { currentServices, type Services } from "../services";
import { BODY_BYTES_MAX, withLimitedBody } from "./limited-body";
import { appRouter } from "./router";

export const TRPC_ENDPOINT = "/api/trpc";

/** Answers one HTTP request of the API. `servicesNow` is asked when the request comes. */
export async function handleTrpcRequest(
  request: Request,
  servicesNow: () => Services | undefined = currentServices,
): Promise<Response> {
  const limited = await withLimitedBody(request);
  if (!limited.ok) return tooLarge();
  return fetchRequestHandler({
    endpoint: TRPC_ENDPOINT,
    req: limited.request,
    router: appRouter,
    createContext: () => ({ services: servicesNow() }),
    onError: ({ error, path }) => {
      // A refusal is the caller's business; a fault is ours.
      if (error.code === "INTERNAL_SERVER_ERROR") {
        log().error({ err: error.cause ?? error, procedure: path }, "A request failed.");
      }
    },
  });
}

function tooLarge(): Response {
  const error = new TRPCError({
    code: "PAYLOAD_TOO_LARGE",
    message: `The request is larger than ${BODY_BYTES_MAX / 1024 / 1024} MiB, and nothing was stored. Put large data in a file and name it in the input.`,
  });
  const shape = getTRPCErrorShape({
    config: appRouter._def._config,
    error,
    type: "unknown",
    path: undefined,
    input: undefined,
    ctx: undefined,
  });
  // One answer for the whole batch: tRPC's client gives it to each of its calls.
  return Response.json({ error: wireFormat.serialize(shape) }, { status: 413 });
}
