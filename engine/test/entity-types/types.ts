import type { EntityType } from "@dacapo/engine/compiler";

/** Money that must not run out, by expressions and by code. */
export const account: EntityType = {
  formatVersion: 1,
  name: "account",
  title: "Account",
  description: "What a customer has with us.\nIt never goes below zero. */",
  stateSchema: {
    type: "object",
    properties: { balance: { type: "number", minimum: 0 }, moves: { type: "array", items: { type: "string" } } },
    required: ["balance", "moves"],
    additionalProperties: false,
  },
  initialState: { balance: 0, moves: [] },
  operations: [
    {
      name: "deposit",
      description: "Puts money in.",
      inputSchema: { type: "number", exclusiveMinimum: 0 },
      outputSchema: { type: "number" },
      body: {
        kind: "expressions",
        state: "{ balance: state.balance + input, moves: [...state.moves, '+' + input].slice(-3) }",
        result: "state.balance + input",
      },
    },
    { name: "balance", body: { kind: "expressions", result: "state.balance" } },
    {
      name: "withdraw",
      inputSchema: { type: "number" },
      body: {
        kind: "code",
        language: "javascript",
        source: `if (input > state.balance) {
  throw Object.assign(new Error(key + " has " + state.balance), { code: "TooLittle", details: { free: state.balance } });
}
state.balance -= input;
state.moves.push("-" + input);
return { state, result: state.balance }; // done`,
      },
    },
    {
      name: "move-all",
      body: {
        kind: "code",
        language: "typescript",
        source:
          "const all: number = state.balance;\nreturn { state: { ...state, balance: 0 }, result: all as number };",
      },
    },
    { name: "close", forgets: true, body: { kind: "expressions" } },
  ],
};

/** A type with one operation of code. */
export const withCode = (source: string, more: Partial<EntityType> = {}): EntityType => ({
  formatVersion: 1,
  name: "hostile",
  initialState: { count: 0 },
  operations: [
    { name: "attack", body: { kind: "code", language: "javascript", source } },
    {
      name: "count",
      body: { kind: "expressions", state: "{ ...state, count: state.count + 1 }", result: "state.count + 1" },
    },
  ],
  ...more,
});
