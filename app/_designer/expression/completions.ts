import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { type KnownName, memberNames } from "../document/known-names";
import { memberDetail, type TypeMember, typedMember } from "../document/type-words";

const PATH = /[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\??\.[\p{ID_Continue}$]*)*$/u;
const NAME = /^[\p{ID_Continue}$]*$/u;
/** Whoever types does not wait longer for the server; what is known here is shown instead. */
const MEMBERS_MS_MAX = 3_000;

/** What may be written at `offset` of a text that is being typed; it may fail, or never answer. */
export type AskMembers = (text: string, offset: number, signal: AbortSignal) => Promise<readonly TypeMember[]>;

/**
 * Completes the names that are known at a node, and after a dot what the checker of types says; where it says nothing,
 * the members as far as a schema tells them.
 */
export function completeNames(known: () => readonly KnownName[], ask: AskMembers) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const found = await completeMembers(ask)(context);
    return found === null && !context.aborted ? completeLocally(lineBefore(context), context, known()) : found;
  };
}

/** Completes what the checker of types says of a place after a dot, and nothing else. */
export function completeMembers(ask: AskMembers) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const typed = typedMember(lineBefore(context));
    if (typed === undefined) return null;
    const from = context.pos - typed.length;
    const options = await members(context, from, ask);
    return context.aborted || options.length === 0 ? null : { from, options, validFor: NAME };
  };
}

const lineBefore = ({ state, pos }: CompletionContext): string => state.sliceDoc(Math.max(0, pos - 400), pos);

async function members(context: CompletionContext, from: number, ask: AskMembers): Promise<readonly Completion[]> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), MEMBERS_MS_MAX);
  context.addEventListener("abort", () => over.abort());
  const given = new Promise<readonly TypeMember[]>((resolve) => {
    over.signal.addEventListener("abort", () => resolve([]));
    ask(context.state.doc.toString(), from, over.signal).then(resolve, () => resolve([]));
  });
  const found = await given;
  clearTimeout(timer);
  return found.map((member) => ({
    label: member.name,
    detail: memberDetail(member),
    info: member.type,
    type: member.kind,
  }));
}

function completeLocally(
  line: string,
  context: CompletionContext,
  known: readonly KnownName[],
): CompletionResult | null {
  const path = PATH.exec(line)?.[0];
  if (path === undefined) return context.explicit ? { from: context.pos, options: known.map(asCompletion) } : null;
  const parts = path.split(/\??\./);
  const typed = parts.pop() ?? "";
  const from = context.pos - typed.length;
  if (parts.length === 0) return { from, options: known.map(asCompletion), validFor: NAME };
  const options = memberNames(known, parts).map((member) => ({
    label: member.name,
    detail: member.detail,
    type: "property",
    ...(member.info !== undefined && { info: member.info }),
  }));
  return options.length === 0 ? null : { from, options, validFor: NAME };
}

function asCompletion(name: KnownName): Completion {
  return { label: name.name, detail: name.detail, type: "variable", ...(name.isCertain ? {} : { boost: -1 }) };
}
