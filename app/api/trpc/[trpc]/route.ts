import "server-only";
import { handleTrpcRequest } from "@/app/_server/trpc/handle-request";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

const handle = (request: Request) => handleTrpcRequest(request);

export { handle as GET, handle as POST };
