/**
 * What a value is known to be, as far as a type of TypeScript says it. `dynamic`: nothing is known. `plain`: a type that
 * is one word, or a literal. `named`: a type that the text declares elsewhere.
 */
export type Shape =
  | { readonly kind: "dynamic" }
  | { readonly kind: "plain"; readonly text: string }
  | { readonly kind: "list"; readonly item: Shape }
  | { readonly kind: "tuple"; readonly items: readonly Shape[]; readonly isOpen: boolean }
  | { readonly kind: "record"; readonly value: Shape }
  /** `isOpen`: it may have members besides, of which nothing is known. */
  | { readonly kind: "object"; readonly members: readonly Member[]; readonly isOpen: boolean }
  | { readonly kind: "union"; readonly of: readonly Shape[] }
  | { readonly kind: "intersection"; readonly of: readonly Shape[] }
  | { readonly kind: "named"; readonly name: string; readonly is: Shape };

export interface Member {
  readonly key: string;
  readonly isOptional: boolean;
  readonly shape: Shape;
}

export const DYNAMIC: Shape = { kind: "dynamic" };
export const plain = (text: string): Shape => ({ kind: "plain", text });
export const STRING = plain("string");
export const NUMBER = plain("number");
export const BOOLEAN = plain("boolean");
export const NULL = plain("null");
export const UNDEFINED = plain("undefined");

export const list = (item: Shape): Shape => ({ kind: "list", item });

export const object = (members: readonly (readonly [string, Shape])[], isOpen = false): Shape => ({
  kind: "object",
  members: members.map(([key, shape]) => ({ key, isOptional: false, shape })),
  isOpen,
});

/** What is one of these: each is told once, and what may be anything is told as that alone. */
export function unionOf(shapes: readonly Shape[]): Shape {
  const distinct = new Map<string, Shape>();
  for (const shape of shapes.flatMap((each) => (each.kind === "union" ? each.of : [each]))) {
    distinct.set(shapeText(shape), shape);
  }
  const found = [...distinct.values()];
  if (found.some(({ kind }) => kind === "dynamic")) return DYNAMIC;
  const [only] = found;
  if (only === undefined) return plain("never");
  return found.length === 1 ? only : { kind: "union", of: found };
}

export const orUndefined = (shape: Shape): Shape => unionOf([shape, UNDEFINED]);

/** A name is what it stands for. */
export const resolved = (shape: Shape): Shape => (shape.kind === "named" ? resolved(shape.is) : shape);

/** A line is broken before it is longer than this. */
const LINE_WIDTH = 110;

/**
 * The type as text, to stand at `depth` indentations; what is too long for one line stands on several. `behind`: how wide
 * what stands before it on its line is.
 */
export function shapeText(shape: Shape, depth = 0, behind = 0): string {
  const flat = flatText(shape);
  if (depth * 2 + behind + flat.length <= LINE_WIDTH) return flat;
  switch (shape.kind) {
    case "object":
      return `{\n${memberLines(shape, depth + 1)}${"  ".repeat(depth)}}`;
    case "list":
      return shape.item.kind === "object" ? `${shapeText(shape.item, depth, behind)}[]` : flat;
    case "union":
      return shape.of
        .map((part) => `\n${"  ".repeat(depth + 1)}| ${operand(shapeText(part, depth + 1, 2), part)}`)
        .join("");
    default:
      return flat;
  }
}

/** The members of an object, a line each or several. */
export function memberLines(shape: Extract<Shape, { kind: "object" }>, depth: number): string {
  const indent = "  ".repeat(depth);
  const lines = shape.members.map(({ key, isOptional, shape: member }) => {
    const lead = `${keyText(key)}${isOptional ? "?" : ""}: `;
    return `${indent}${lead}${shapeText(member, depth, lead.length)};\n`;
  });
  return [...lines, ...(shape.isOpen ? [`${indent}[more: string]: Dynamic;\n`] : [])].join("");
}

/** The type on one line. `dynamic`: the word for what nothing is known of. */
export function flatText(shape: Shape, dynamic = "Dynamic"): string {
  const text = (part: Shape) => flatText(part, dynamic);
  switch (shape.kind) {
    case "dynamic":
      return dynamic;
    case "plain":
      return shape.text;
    case "named":
      return shape.name;
    case "list":
      return shape.item.kind === "union" || shape.item.kind === "intersection"
        ? `(${text(shape.item)})[]`
        : `${text(shape.item)}[]`;
    case "tuple":
      return `[${[...shape.items.map(text), ...(shape.isOpen ? [`...${dynamic}[]`] : [])].join(", ")}]`;
    case "record":
      return `Record<string, ${text(shape.value)}>`;
    case "object": {
      const members = shape.members.map(
        ({ key, isOptional, shape: member }) => `${keyText(key)}${isOptional ? "?" : ""}: ${text(member)}`,
      );
      const all = [...members, ...(shape.isOpen ? [`[more: string]: ${dynamic}`] : [])];
      return all.length === 0 ? "Record<string, never>" : `{ ${all.join("; ")} }`;
    }
    case "union":
      return shape.of.map((part) => operand(text(part), part)).join(" | ");
    case "intersection":
      return shape.of.map((part) => (part.kind === "union" ? `(${text(part)})` : text(part))).join(" & ");
  }
}

const operand = (text: string, part: Shape): string => (part.kind === "intersection" ? `(${text})` : text);

/** A property's name as a type has it: quoted only where it must be. */
export const keyText = (key: string): string => (/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key) ? key : JSON.stringify(key));
