/** Something that may be written after a dot, with its type as TypeScript shows it: `(property) text: string`. */
export interface TypeMember {
  readonly name: string;
  readonly kind: "property" | "method";
  readonly type: string;
}

/** What stands at a place of an expression. */
export interface TypeHere {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A row of a list has room for about as much. */
const DETAIL_CHARACTERS_MAX = 48;

/** What is beside a member in a list: `(property) text: string` → `string`, `(method) String.trim(): string` → `(): string`. */
export function memberDetail({ name, type }: TypeMember): string {
  const plain = type.replace(/^\([\w ]+\) /, "").replaceAll(/\s+/g, " ");
  const at = plain.startsWith(name) ? 0 : plain.indexOf(`.${name}`) + 1;
  const rest = plain.startsWith(name, at) ? plain.slice(at + name.length).replace(/^\??: /, "") : plain;
  return rest.length > DETAIL_CHARACTERS_MAX ? `${rest.slice(0, DETAIL_CHARACTERS_MAX - 1)}…` : rest;
}

const BEFORE_MEMBER = /(?:[\p{ID_Continue}$)\]"'`])\s*\??\.([\p{ID_Continue}$]*)$/u;
const NUMBER_AND_DOT = /(?<![\p{ID_Continue}$.])\d[\d_]*\.[\p{ID_Continue}$]*$/u;

/** How much of a member's name stands at the end of a text; `undefined` where it does not end in a dot and a name. */
export function typedMember(textBefore: string): string | undefined {
  return NUMBER_AND_DOT.test(textBefore) ? undefined : BEFORE_MEMBER.exec(textBefore)?.[1];
}
