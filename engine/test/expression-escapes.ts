import fc from "fast-check";

/** What is handed to every expression: names that lead out, and code that would say that it has got out. */
export const BAIT = {
  key: "constructor",
  proto: "__proto__",
  keys: ["constructor", "prototype", "call", "apply"],
  code: "escaped()",
  parts: ["a = escaped()", "0"],
  items: [
    { sku: "constructor", price: 1 },
    { sku: "toString", price: 2 },
  ],
  prices: { tea: 3 },
  name: "tea",
};

/** By hand: one for each way that was thought of. None may be accepted, or none may get out. */
export const ATTEMPTS: readonly string[] = [
  "(() => 1)[input.key](input.code)()",
  '(() => 1)[["con", "structor"].join("")](input.code)()',
  "(() => 1)[`${'con'}${'structor'}`](input.code)()",
  '(() => 1)["\\u0063onstructor"](input.code)()',
  "(() => 1)?.[input.key]?.(input.code)?.()",
  "input.name[input.key][input.key](input.code)()",
  "(f => f(input.code)())((() => 1)[input.key])",
  "(f => [1].map(f(input.code)))((() => 1)[input.key])",
  "Array.from(input.parts, (() => 1)[input.key])",
  "Array.from([1], Array.from(['a = escaped()'], (() => 1)[input.key])[0])",
  "[undefined].map([input.code].map((() => 1)[input.key])[0])",
  "'x'.replace(/x/, (() => 1)[input.key](input.code))",
  "({ map: (() => 1)[input.key] }).map(input.code)",
  "({ join: (() => 1)[input.key] }).join(input.code)",
  "({ toString: (() => 1)[input.key](input.code) }) + ''",
  "JSON.stringify({ toJSON: (() => 1)[input.key](input.code) })",
  "JSON.stringify(() => 1, (() => 1)[input.key])",
  "JSON.stringify(...[], input.code, (() => 1)[input.key])",
  "[(() => 1)[input.key]][0](input.code)()",
  "[(() => 1)[input.key]].map(f => f(input.code)())",
  "[(() => 1)[input.key]].map(f => f.call(null, input.code)())",
  "[(() => 1)[input.key]].map(({ [input.keys[2]]: g }) => g)",
  "(({ [input.key]: f }) => f(input.code)())(() => 1)",
  "(({ constructor: f }) => f(input.code)())(() => 1)",
  "((f = (() => 1)[input.key]) => f(input.code)())()",
  "Object.values(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(() => 1))).map(d => d.value)",
  "(o => o.getOwnPropertyDescriptors(o.getPrototypeOf(() => 1)))(Object)",
  "(m => m.random())(Math)",
  "Math[['ran', 'dom'].join('')]()",
  "(({ random }) => random())(Math)",
  "[Math].map(m => m.random())",
  "({})[input.key].getOwnPropertyDescriptor((() => 1)[input.proto], input.key).value(input.code)()",
  "({})[input.key].assign(({})[input.proto], { polluted: 1 })",
  "Object.assign(Object, { polluted: 1 })",
  "({ ...{ map: [].reduce }, length: 2, 0: 1, 1: 1 }).map((a, x) => x ? a : (() => 1)[input.key])",
  "({ map: g => [1].map(g).map(o => o.join(input.code)) }).map(() => ({ join: (() => 1)[input.key] }))",
  "({ at: [].concat }).at((() => 1)[input.key])[1](input.code)",
  "Object.fromEntries([['map', (() => 1)[input.key]]]).map(input.code)()",
  "new Map([['f', (() => 1)[input.key]]]).get('f')(input.code)()",
  "new (() => 1)[input.key](input.code)()",
  "new Map().constructor.constructor(input.code)()",
  "(Map => new Map(input.code)())((() => 1)[input.key])",
  "(() => 1)[input.key]`escaped()`()",
  "`${{ toString: (() => 1)[input.key](input.code) }}`",
  "[3, 1].toSorted((() => 1)[input.key](input.code))",
  "input.items.reduce((() => 1)[input.key](input.code), 0)",
  "JSON.parse('[1]', (() => 1)[input.key](input.code))",
  "(input.missing || (() => 1)[input.key])(input.code)()",
  "(input.key ? (() => 1)[input.key] : 0)(input.code)()",
  "{ ...(() => 1)[input.proto] }.constructor(input.code)()",
  "[...[(() => 1)[input.key]]][0](input.code)()",
  "(() => (() => 1)[input.key])()(input.code)()",
  "[1].flatMap(() => [(() => 1)[input.key]]).at(0)(input.code)()",
  "({ get x() { return (() => 1)[input.key]; } }).x(input.code)()",
  "(async () => 1)[input.key](input.code)()",
  "(function* () {})[input.key](input.code)().next()",
  "escaped()",
  "globalThis.escaped()",
  "this.escaped()",
  "import('node:fs')",
  "input.items.map(i => i[input.key]).map(f => f[input.key](input.code)())",
  "input.items.filter((() => 1)[input.key](input.code))",
  "String.raw({ raw: [input.code] })[input.key][input.key](input.code)()",
  "[].concat.constructor(input.code)()",
  "[].concat[input.keys[0]](input.code)()",
  "[].concat[`${input.key}`].call(0, input.code)()",
  "({}).__defineGetter__.constructor(input.code)()",
  "({})['__proto__'].polluted",
  "({})[input.proto][input.key][input.key](input.code)()",
  "(x => x[input.key])(() => 1)(input.code)()",
  "input.keys.map(k => (() => 1)[k]).map(f => f)[0](input.code)()",
];

/** Expressions as somebody would write them who tries every door: any part may stand where any other may. */
export const attempts: fc.Arbitrary<string> = fc.letrec<{
  value: string;
  key: string;
  list: string;
  fn: string;
  call: string;
}>((tie) => {
  const key = fc.oneof(
    fc.constantFrom(
      "input.key",
      "input.keys[0]",
      "input.proto",
      '"constructor"',
      '"con" + "structor"',
      "`con${'structor'}`",
      '["con", "structor"].join("")',
      'String(["constructor"])',
      "`${input.key}`",
      '"x" + input.key',
      "input.key.trim()",
      "0",
      '"map"',
      '"join"',
      "input.keys.at(2)",
    ),
    tie("value"),
  );
  const made = fc.oneof(
    fc.tuple(tie("value"), tie("key")).map(([value, name]) => `(${value})[${name}]`),
    fc.tuple(tie("value"), tie("key")).map(([value, name]) => `(${value})?.[${name}]`),
    fc
      .tuple(tie("value"), fc.constantFrom("constructor", "map", "join", "at", "x", "length", "call"))
      .map(([value, name]) => `(${value}).${name}`),
  );
  return {
    key,
    value: fc.oneof(
      { maxDepth: 4, depthIdentifier: "attempt" },
      fc.constantFrom(
        "input",
        "(() => 1)",
        '""',
        "[]",
        "({})",
        "1",
        "input.code",
        "input.items",
        "x",
        "Object",
        "Math",
        "[].reduce",
      ),
      made,
      tie("call"),
      tie("list"),
      tie("fn"),
      fc
        .tuple(fc.constantFrom("map", "join", "toString", "toJSON", "x", "at"), tie("value"))
        .map(([name, value]) => `({ ${name}: ${value} })`),
      fc.tuple(tie("key"), tie("value")).map(([name, value]) => `({ [${name}]: ${value} })`),
      tie("value").map((value) => `({ ...${value} })`),
      fc
        .tuple(tie("value"), fc.constantFrom("||", "??", "&&", "+", "in"), tie("value"))
        .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      tie("value").map((value) => `\`\${${value}}\``),
    ),
    list: tie("value").map((value) => `[${value}]`),
    fn: fc.oneof(
      tie("value").map((value) => `(x => ${value})`),
      fc.tuple(tie("key"), tie("value")).map(([name, value]) => `(({ [${name}]: x }) => ${value})`),
      tie("value").map((value) => `((x = ${value}) => x)`),
      tie("value").map((value) => `((x, y) => ${value})`),
    ),
    call: fc.oneof(
      fc.tuple(tie("value"), tie("value")).map(([value, argument]) => `(${value})(${argument})`),
      fc
        .tuple(tie("value"), tie("key"), tie("value"))
        .map(([value, name, argument]) => `(${value})[${name}](${argument})`),
      fc
        .tuple(
          tie("value"),
          fc.constantFrom("map", "join", "at", "filter", "reduce", "concat", "replace", "toSorted", "flatMap", "x"),
          fc.oneof(tie("fn"), tie("value")),
        )
        .map(([value, method, argument]) => `(${value}).${method}(${argument})`),
      fc
        .tuple(
          fc.constantFrom(
            "Array.from",
            "Object.fromEntries",
            "Object.values",
            "Object.entries",
            "String",
            "JSON.parse",
            "JSON.stringify",
            "new Map",
          ),
          tie("value"),
          fc.oneof(tie("fn"), tie("value")),
        )
        .map(([word, a, b]) => `${word}(${a}, ${b})`),
      tie("value").map((value) => `(${value})\`escaped()\``),
    ),
  };
}).value;
