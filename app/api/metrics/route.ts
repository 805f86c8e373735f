import "server-only";
import { handleMetricsRequest } from "@/app/_server/metrics";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const GET = () => handleMetricsRequest();
