import { expect, test } from "vitest";
import { GET as credit } from "./credit/route";
import { GET as stock } from "./stock/route";

async function answer(route: (request: Request) => Response, query: string) {
  const response = route(new Request(`http://127.0.0.1/api?${query}`));
  return [response.status, await response.json()];
}

test.each([
  ["sku=tea-green&quantity=120", [200, { sku: "tea-green", inStock: 120, enough: true }]],
  ["sku=tea-green&quantity=121", [200, { sku: "tea-green", inStock: 120, enough: false }]],
  ["sku=kettle-steel&quantity=1", [200, { sku: "kettle-steel", inStock: 0, enough: false }]],
  [
    "sku=constructor&quantity=1",
    [404, { message: 'There is no product "constructor". There are tea-green, tea-oolong, kettle-steel.' }],
  ],
  ["sku=tea-green&quantity=-1", [400, { message: "quantity must be a whole number from 1 up." }]],
])("stock: %s", async (query, expected) => {
  expect(await answer(stock, query)).toEqual(expected);
});

test.each([
  ["customer=C-1002&amountCents=2000", [200, { customer: "C-1002", limitCents: 2000, approved: true }]],
  ["customer=C-1002&amountCents=2001", [200, { customer: "C-1002", limitCents: 2000, approved: false }]],
  ["customer=&amountCents=1", [404, { message: 'There is no customer "". There are C-1001, C-1002, C-1003.' }]],
  ["customer=C-1001", [400, { message: "amountCents must be a whole number from 1 up." }]],
])("credit: %s", async (query, expected) => {
  expect(await answer(credit, query)).toEqual(expected);
});
