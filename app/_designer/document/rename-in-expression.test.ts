import { describe, expect, it } from "vitest";
import { renameInExpression } from "./rename-in-expression";

describe("renaming a name in an expression", () => {
  it.each([
    ["stock", "shelf"],
    ["stock.body.count > 3", "shelf.body.count > 3"],
    ["input.stock + stock", "input.stock + shelf"],
    ["input?.stock ?? stock", "input?.stock ?? shelf"],
    ["[...stock, 1]", "[...shelf, 1]"],
    ["{ stock: 1 }", "{ stock: 1 }"],
    ["({ stock: stock })", "({ stock: shelf })"],
    ["{ stock, item }", "{ stock: shelf, item }"],
    ["{ a: 1, stock }", "{ a: 1, stock: shelf }"],
    ["stock ? stock : stock2", "shelf ? shelf : stock2"],
    ["{ a: ok ? stock : 0 }", "{ a: ok ? shelf : 0 }"],
    ['"stock" + stock', '"stock" + shelf'],
    ["'it\\'s stock' + stock", "'it\\'s stock' + shelf"],
    ["`stock ${stock.total} and ${`${stock}`} stock`", "`stock ${shelf.total} and ${`${shelf}`} stock`"],
    ["stock /* stock */ + 1", "shelf /* stock */ + 1"],
    ["/stock/.test(stock)", "/stock/.test(shelf)"],
    ["a / stock / 2", "a / shelf / 2"],
    ["items.map((stock) => stock.id)", "items.map((stock) => stock.id)"],
    ["items.map(stock => stock.id).concat(stock)", "items.map(stock => stock.id).concat(shelf)"],
    ["items.map((item) => item + stock)", "items.map((item) => item + shelf)"],
    ["items.map(({ stock }) => stock, stock)", "items.map(({ stock }) => stock, shelf)"],
    ["items.map((item, index = stock) => item)", "items.map((item, index = shelf) => item)"],
    ["$stock + stock$ + _stock", "$stock + stock$ + _stock"],
    ["stock[stock]", "shelf[shelf]"],
    ["typeof stock", "typeof shelf"],
    ["1.5.toFixed(stock)", "1.5.toFixed(shelf)"],
  ])("%s → %s", (before, after) => {
    expect(renameInExpression(before, "stock", "shelf")).toBe(after);
  });

  it("leaves text alone that is still being typed", () => {
    expect(renameInExpression("stock.body[", "stock", "shelf")).toBe("shelf.body[");
    expect(renameInExpression('"stock', "stock", "shelf")).toBe('"stock');
    expect(renameInExpression("`${stock", "stock", "shelf")).toBe("`${shelf");
    expect(renameInExpression("stock + )", "stock", "shelf")).toBe("shelf + )");
  });

  it("leaves a member of that name alone, and renames what is read from", () => {
    expect(renameInExpression("input.stock", "stock", "shelf")).toBe("input.stock");
    expect(renameInExpression("stock.count", "stock", "shelf")).toBe("shelf.count");
  });
});
