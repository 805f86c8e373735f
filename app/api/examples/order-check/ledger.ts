/**
 * What the order check's small service knows: three products and three customers, and nothing that
 * changes, so that the same question always gets the same answer.
 */
export const STOCK: ReadonlyMap<string, number> = new Map([
  ["tea-green", 120],
  ["tea-oolong", 3],
  ["kettle-steel", 0],
]);

/** How much a customer may owe, in cents. */
export const CREDIT_LIMIT_CENTS: ReadonlyMap<string, number> = new Map([
  ["C-1001", 50_000],
  ["C-1002", 2_000],
  ["C-1003", 0],
]);

export type Answer<Body> =
  | { readonly status: 200; readonly body: Body }
  | { readonly status: 400 | 404; readonly body: { readonly message: string } };

export interface StockAnswer {
  readonly sku: string;
  readonly inStock: number;
  readonly enough: boolean;
}

export function stockAnswer(query: URLSearchParams): Answer<StockAnswer> {
  const sku = query.get("sku") ?? "";
  const quantity = wholeNumber(query.get("quantity"));
  if (quantity === undefined) return { status: 400, body: { message: "quantity must be a whole number from 1 up." } };
  const inStock = STOCK.get(sku);
  return inStock === undefined
    ? unknown("product", sku, STOCK)
    : { status: 200, body: { sku, inStock, enough: inStock >= quantity } };
}

export interface CreditAnswer {
  readonly customer: string;
  readonly limitCents: number;
  readonly approved: boolean;
}

export function creditAnswer(query: URLSearchParams): Answer<CreditAnswer> {
  const customer = query.get("customer") ?? "";
  const amountCents = wholeNumber(query.get("amountCents"));
  if (amountCents === undefined) {
    return { status: 400, body: { message: "amountCents must be a whole number from 1 up." } };
  }
  const limitCents = CREDIT_LIMIT_CENTS.get(customer);
  return limitCents === undefined
    ? unknown("customer", customer, CREDIT_LIMIT_CENTS)
    : { status: 200, body: { customer, limitCents, approved: amountCents <= limitCents } };
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,11}$/.test(text) ? Number(text) : undefined;
}

function unknown(kind: string, asked: string, known: ReadonlyMap<string, number>): Answer<never> {
  const list = [...known.keys()].join(", ");
  return { status: 404, body: { message: `There is no ${kind} "${asked}". There are ${list}.` } };
}
