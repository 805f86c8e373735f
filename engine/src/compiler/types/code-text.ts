import { isVariable } from "../expressions/words.js";
import type { NodeOf } from "../graph.js";
import type { Names } from "./names.js";
import { givenBy } from "./value-types.js";

/** A code node's text as a file, and where in it the person's own text stands. */
export interface CodeText {
  readonly file: string;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The code as the function that it is when it runs. JavaScript is read as JavaScript, in a file of its own: nobody has
 * promised types there, and TypeScript then asks for none. A text that closes the function's brace spoils its own file
 * and no other.
 */
export function codeText(node: NodeOf<"code">, names: Names): CodeText {
  const { language, source } = node.config;
  const inputs = inputNames(node);
  const type = `import("./program").${names.codeInputs(node.id)}`;
  const pattern = inputs.length === 0 ? "" : `{ ${inputs.join(", ")} }`;
  const head =
    language === "typescript"
      ? `export default async function code(${pattern === "" ? "" : `${pattern}: ${type}`}) {\n`
      : `${pattern === "" ? "" : `/** @param {${type}} inputs */ `}export default async function code(${pattern}) {\n`;
  return {
    file: names.codeFile(node.id, language),
    text: `${head}${source}\n}\n`,
    from: head.length,
    to: head.length + source.length,
  };
}

/** What the code reads, as a type of the program. */
export function codeInputsType(node: NodeOf<"code">, names: Names): string {
  const members = node.config.inputs.flatMap(({ name, value }, index) =>
    isVariable(name) ? [`${name}: ${givenBy(node.id, `config.inputs.${index}.value`, value, names)}`] : [],
  );
  return `export type ${names.codeInputs(node.id)} = { ${members.join("; ")} };\n`;
}

const inputNames = (node: NodeOf<"code">): readonly string[] => [
  ...new Set(node.config.inputs.map(({ name }) => name).filter(isVariable)),
];
