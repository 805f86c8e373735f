import { engineFamilies } from "./prometheus/engine-families";
import { EXPOSITION_CONTENT_TYPE, exposition } from "./prometheus/exposition";
import { currentServices, type Services } from "./services";
import { readEngine } from "./use-cases/read-engine";

/** The engine's figures as Prometheus reads them; 503 while there is no engine to ask. */
export async function handleMetricsRequest(services: Services | undefined = currentServices()): Promise<Response> {
  if (services === undefined) {
    return new Response("# Dacapo is starting or stopping.\n", {
      status: 503,
      headers: { "content-type": EXPOSITION_CONTENT_TYPE, "retry-after": "1" },
    });
  }
  const text = exposition(engineFamilies(await readEngine(services), services.version));
  return new Response(text, { headers: { "content-type": EXPOSITION_CONTENT_TYPE, "cache-control": "no-store" } });
}
