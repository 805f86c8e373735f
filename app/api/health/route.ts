import "server-only";
import { handleHealthRequest } from "@/app/_server/health";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const GET = () => handleHealthRequest();
