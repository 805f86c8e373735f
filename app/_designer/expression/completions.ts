import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { type KnownName, memberNames } from "../document/known-names";

const PATH = /[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\??\.[\p{ID_Continue}$]*)*$/u;

/** Completes the names that are known at a node, and their members as far as a schema tells them. */
export function completeNames(known: () => readonly KnownName[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const line = context.state.sliceDoc(Math.max(0, context.pos - 400), context.pos);
    const path = PATH.exec(line)?.[0];
    if (path === undefined) return context.explicit ? { from: context.pos, options: known().map(asCompletion) } : null;
    const parts = path.split(/\??\./);
    const typed = parts.pop() ?? "";
    const from = context.pos - typed.length;
    if (parts.length === 0) return { from, options: known().map(asCompletion), validFor: /^[\p{ID_Continue}$]*$/u };
    const members = memberNames(known(), parts);
    if (members.length === 0) return null;
    return {
      from,
      options: members.map((member) => ({
        label: member.name,
        detail: member.detail,
        type: "property",
        ...(member.info !== undefined && { info: member.info }),
      })),
      validFor: /^[\p{ID_Continue}$]*$/u,
    };
  };
}

function asCompletion(name: KnownName): Completion {
  return { label: name.name, detail: name.detail, type: "variable", ...(name.isCertain ? {} : { boost: -1 }) };
}
