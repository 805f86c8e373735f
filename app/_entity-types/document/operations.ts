import type { EntityOperationType, EntityType, OperationBody } from "@dacapo/engine/compiler";

/** What a person begins with: something that counts, and works as it stands. */
export const FIRST_TYPE: EntityType = {
  formatVersion: 1,
  name: "",
  stateSchema: { type: "object", properties: { count: { type: "integer" } }, required: ["count"] },
  initialState: { count: 0 },
  operations: [
    {
      name: "add",
      description: "Adds a number, and gives the sum.",
      inputSchema: { type: "integer" },
      body: { kind: "expressions", state: "{ count: state.count + input }", result: "state.count + input" },
    },
  ],
};

const FIRST_CODE = "return { state, result: state };";

/** One more operation, under a name that is free. */
export function withOperation(type: EntityType): EntityType {
  const taken = new Set(type.operations.map(({ name }) => name));
  let number = type.operations.length + 1;
  while (taken.has(`operation${number}`)) number += 1;
  const added: EntityOperationType = { name: `operation${number}`, body: { kind: "expressions", result: "state" } };
  return { ...type, operations: [...type.operations, added] };
}

export function withoutOperation(type: EntityType, index: number): EntityType {
  return { ...type, operations: type.operations.filter((_, at) => at !== index) };
}

export function replaceOperation(type: EntityType, index: number, operation: EntityOperationType): EntityType {
  return { ...type, operations: type.operations.map((before, at) => (at === index ? operation : before)) };
}

/** The same operation written the other way. Expressions become the code that says the same, so that nothing is lost. */
export function bodyAs(body: OperationBody, kind: OperationBody["kind"] | "typescript"): OperationBody {
  switch (kind) {
    case "expressions":
      return body.kind === "expressions" ? body : { kind, result: "state" };
    case "code":
    case "typescript": {
      const language = kind === "code" ? "javascript" : "typescript";
      if (body.kind === "code") return { ...body, language };
      const members = (["state", "result"] as const).flatMap((part) => {
        const text = body[part];
        return text === undefined ? [] : [`  ${part}: ${text},`];
      });
      const source = members.length === 0 ? FIRST_CODE : ["return {", ...members, "};"].join("\n");
      return { kind: "code", language, source };
    }
  }
}

/** A setting that is absent when it is empty. */
export function withSetting<Key extends string, Value extends object>(
  value: Value,
  key: Key & keyof Value,
  setting: Value[Key & keyof Value] | undefined,
): Value {
  const { [key]: _before, ...rest } = value;
  return (setting === undefined ? rest : { ...rest, [key]: setting }) as Value;
}
