import { creditAnswer } from "../ledger";

/** `GET ?customer=C-1001&amountCents=1500` → `{ customer, limitCents, approved }`; 404 for a customer that is not known. */
export function GET(request: Request): Response {
  const { status, body } = creditAnswer(new URL(request.url).searchParams);
  return Response.json(body, { status });
}
