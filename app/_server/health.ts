import { currentServices, type Services } from "./services";

/** 200 when the server can take work, 503 with the reason when it cannot. */
export function handleHealthRequest(services: Services | undefined = currentServices()): Response {
  if (services === undefined) {
    return Response.json({ ok: false, reason: "Dacapo is starting or stopping." }, { status: 503 });
  }
  const engine = services.health();
  const ok = engine.state === "running";
  return Response.json({ ok, engine }, { status: ok ? 200 : 503 });
}
