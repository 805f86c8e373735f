import { parseExpressionAt } from "acorn";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseExpression } from "./parse-expression.js";

const codes = (text: string): readonly string[] => {
  const parsed = parseExpression(text);
  return parsed.ok ? [] : parsed.problems.map((problem) => problem.code);
};

describe("what a workflow computes with", () => {
  test.each([
    "1",
    "-1.5e3",
    '"text"',
    "`${input.service}/stock`",
    "`a\n${input.b}`",
    "/[a-z]+/i.test(input.name)",
    "[1, , ...input.items]",
    '{ a: 1, "b-c": 2, [input.key]: 3, ...input, input }',
    "input?.a?.[0]?.b()",
    "!input.a && input.b || (input.c ?? null)",
    "input.a ? 1 : input.b ? 2 : 3",
    "typeof input.a === 'string' && 'x' in input",
    "input.items.map((item, index) => item.price * index)",
    "input.items.map(({ price, tax = 0, ...rest }) => ({ sum: price + tax, rest }))",
    "input.items.reduce(([a], [b]) => [a + b], [0])",
    "(input.a)",
    "((input.a) + (input.b))",
    "(\n  input.a\n)",
    "Math.max(...input.items)",
    "JSON.stringify(Object.entries(input))",
    "Number(input.n) + parseInt(input.m, 10)",
    "[...input.items].sort()",
    "input.items.slice().reverse()",
    "input.items.toSorted((a, b) => a - b)",
    "new Set(input.items).size",
    "encodeURIComponent(input.q)",
    "undefined",
    "x => y => x + y",
  ])("%j is allowed", (text) => {
    expect(parseExpression(text)).toMatchObject({ ok: true });
  });
});

describe("what leads elsewhere", () => {
  test.each([
    "",
    " ",
    "1); evil(",
    "1) + (2",
    "1], [2",
    "1 2",
    "1;",
    "1; 2",
    ")(",
    ") => (1",
    "a) => (b",
    "...input",
    "if (1) {}",
    "return 1",
    "let x",
    "#x in input",
    "`${",
    "'",
    "/x",
    "yield",
    "yield* input",
    "input.a // b",
    "input.a /* b */",
    "/* b */ input.a",
    "(input.a // )",
    "<!-- input",
    "input\u2028.a",
    "'\u2029'",
    "new.target",
    "super.x",
  ])("%j is no expression, or more than one", (text) => {
    expect(codes(text)).not.toEqual([]);
  });

  test.each([
    "input.a = 1",
    "input.a += 1",
    "input.a++",
    "--input.a",
    "input.a--> 0",
    "delete input.a",
    "input, input",
    "(input, input)",
    "this",
    "this.x",
    "new Date()",
    "new Function('x')",
    "new input.Thing()",
    "function () {}",
    "function* () {}",
    "class {}",
    "async () => 1",
    "await input",
    "() => { return 1; }",
    "import('fs')",
    "import.meta",
    "String.raw`x`",
    "{ get a() { return 1; } }",
    "{ a() {} }",
    "input.constructor",
    "input['constructor']",
    "input[`constructor`]",
    "input['con' + 'structor']",
    "input[('__pro' + `to__`)]",
    "input[['constructor']]",
    "input?.constructor",
    "(() => 1).constructor('x')()",
    "({ constructor: f }) => f",
    "({ ['constructor']: f }) => f",
    "input.__proto__",
    "{ __proto__: input }",
    "{ '__proto__': input }",
    "input.prototype",
    "input.__defineGetter__('a', x => x)",
    "input.\\u0063onstructor",
    "Math.random()",
    "Math['random']()",
    "Object.assign(input, {})",
    "Object.setPrototypeOf(input, null)",
    "input.items.sort()",
    "input.items?.push(1)",
    "(input.items).reverse()",
    "(input.a || input.b).splice(0)",
    "input.items['pop']()",
    "input.items.map(list => list.sort())",
    "10n",
  ])("%j is refused", (text) => {
    expect(codes(text)).not.toEqual([]);
  });

  test("a refusal says where, and what instead", () => {
    expect(parseExpression("1 + input.items.sort()")).toEqual({
      ok: false,
      problems: [
        {
          code: "expression-forbidden",
          from: 16,
          to: 20,
          message: expect.stringContaining("toSorted"),
        },
      ],
    });
  });

  test("nesting without end is refused, however long it is", () => {
    for (const text of ["(".repeat(9_000), "[".repeat(9_000), `${"(".repeat(9_000)}1${")".repeat(9_000)}`]) {
      expect(codes(text)).toEqual(["expression-syntax"]);
    }
    expect(codes(Array.from({ length: 6_000 }, () => "1").join("+"))).toEqual(["expression-syntax"]);
    expect(codes(`${"!".repeat(15_000)}1`)).toEqual(["expression-syntax"]);
    expect(codes(`input${".a".repeat(8_000)}`)).toEqual(["expression-syntax"]);
    expect(codes(`${"x=>".repeat(5_000)}1`)).toEqual(["expression-syntax"]);
  });
});

test("whatever is accepted is one argument where it is written, and ends nothing around it", () => {
  const pieces = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    "a",
    "input",
    "1",
    "=>",
    "`",
    "${",
    "'",
    '"',
    "//",
    "/*",
    "*/",
    "\n",
    " ",
    ".",
    "?",
    ":",
    "...",
    "+",
    "!",
    "/",
    "=",
    "async",
    "\\",
  ];
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (parts) => {
      const text = parts.join("");
      if (!parseExpression(text).ok) return;
      accepted += 1;
      const source = `f(0, ${text.trim()}, 0)`;
      const call = parseExpressionAt(source, 0, { ecmaVersion: 2023, sourceType: "module" });
      expect(call.end).toBe(source.length);
      expect(call.type === "CallExpression" && call.arguments.map((each) => each.type !== "SpreadElement")).toEqual([
        true,
        true,
        true,
      ]);
    }),
    { numRuns: 20_000 },
  );
  expect(accepted).toBeGreaterThan(100);
});

describe("the names an expression takes from outside", () => {
  const names = (text: string): readonly string[] => {
    const parsed = parseExpression(text);
    return parsed.ok ? parsed.freeNames.map((free) => free.name) : ["?"];
  };
  test.each<[string, readonly string[]]>([
    ["a + b.c[d]", ["a", "b", "d"]],
    ["a.map(b => b + c)", ["a", "c"]],
    ["a.map(({ x, y: z = d, ...r }) => x + z + r)", ["a", "d"]],
    ["a.map(a => a)", ["a"]],
    ["{ a, b: c, [d]: e }", ["a", "c", "d", "e"]],
    ["`${a} ${b}`", ["a", "b"]],
    ["(a => a)(b) + a", ["b", "a"]],
  ])("%s", (text, expected) => {
    expect(names(text)).toEqual(expected);
  });
});
