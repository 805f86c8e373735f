import { stockAnswer } from "../ledger";

/** `GET ?sku=tea-green&quantity=2` → `{ sku, inStock, enough }`; 404 for a product that is not sold here. */
export function GET(request: Request): Response {
  const { status, body } = stockAnswer(new URL(request.url).searchParams);
  return Response.json(body, { status });
}
