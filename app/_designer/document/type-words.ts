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

/** The type of one of a node's expressions, as a whole. */
export interface TypeOfField {
  readonly field: string;
  readonly type: string;
}

/** A tag has room for about as much. */
const TAG_CHARACTERS_MAX = 28;

/** A type as a tag shows it: `{ total: number; tags: string[]; }` → `{ total, tags }`, and never long. */
export function tagText(type: string): string {
  const members = /^\{ (.*) \}(\[\])?$/s.exec(type);
  const keys = members?.[1] === undefined ? undefined : topLevelKeys(members[1]);
  const short = keys === undefined ? type : `{ ${keys.join(", ")} }${members?.[2] ?? ""}`;
  return short.length > TAG_CHARACTERS_MAX ? `${short.slice(0, TAG_CHARACTERS_MAX - 1)}…` : short;
}

/** The names of an object type's members; nothing for a text that is no such list. */
function topLevelKeys(members: string): readonly string[] | undefined {
  const keys: string[] = [];
  let [depth, begin] = [0, 0];
  for (let at = 0; at <= members.length; at++) {
    const sign = members[at];
    if (sign !== undefined && "{[(<".includes(sign)) depth += 1;
    if (sign !== undefined && "}])>".includes(sign) && members[at - 1] !== "=") depth -= 1;
    if (depth < 0) return undefined;
    if (depth > 0 || (sign !== ";" && sign !== undefined)) continue;
    const key = /^\s*(?:readonly )?([\w$]+)\??\s*:/.exec(members.slice(begin, at))?.[1];
    if (key === undefined && members.slice(begin, at).trim() !== "") return undefined;
    if (key !== undefined) keys.push(key);
    begin = at + 1;
  }
  return keys.length === 0 ? undefined : keys;
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
