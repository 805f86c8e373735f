import type { Guard } from "../guards.js";

/** One expression as a function of the names that it reads. */
export interface ExpressionFunction {
  readonly name: string;
  /** Each name that it reads, with its type. */
  readonly parameters: readonly (readonly [name: string, type: string])[];
  readonly guards: readonly Guard[];
  readonly text: string;
  /** The type that it must have. */
  readonly expected?: string | undefined;
  /** Its own type is kept: what it must be is asked beside, not instead. */
  readonly keepsType: boolean;
}

/** The function's text, and where in it the expression stands. */
export interface FunctionText {
  readonly text: string;
  readonly from: number;
  /** Up to here is told of the expression as a whole. */
  readonly through: number;
  /** Where the expression stands once more, without the guards before it. */
  readonly plainFrom?: number;
}

/**
 * Guards stand before the expression, as they would in a function: TypeScript narrows what the expression reads.
 *
 *     const e4 = ({ order }: { order: V1 }) => { if (!(order.customer !== null)) throw 0; return (
 *     order.customer.name
 *     ); };
 *
 * An expression with guards stands there twice: what is wrong with it only because of them is nobody's mistake.
 */
export function functionText(each: ExpressionFunction): FunctionText {
  const { name, text, expected, keepsType, guards } = each;
  const parameters = parametersText(each.parameters);
  const satisfies = expected === undefined ? "" : ` satisfies ${expected}`;
  if (guards.length === 0) {
    const returns = expected === undefined || keepsType ? "" : `: ${expected}`;
    const head = `const ${name} = (${parameters})${returns} => (\n`;
    const whole = `${head}${text}\n)${keepsType ? satisfies : ""};\n`;
    return { text: whole, from: head.length, through: whole.length };
  }
  const asked = guards.map(({ condition, outcome }) => `if (${outcome ? "!" : ""}(${condition})) throw 0;`).join(" ");
  const head = `const ${name} = (${parameters}) => { ${asked} return (\n`;
  const whole = `${head}${text}\n)${satisfies}; };\n`;
  const plainHead = `const p${name} = (${parameters}) => { return (\n`;
  return {
    text: `${whole}${plainHead}${text}\n)${satisfies}; };\n`,
    from: head.length,
    through: whole.length,
    plainFrom: whole.length + plainHead.length,
  };
}

function parametersText(parameters: ExpressionFunction["parameters"]): string {
  if (parameters.length === 0) return "";
  const names = parameters.map(([name]) => name).join(", ");
  return `{ ${names} }: { ${parameters.map(([name, type]) => `${name}: ${type}`).join("; ")} }`;
}
