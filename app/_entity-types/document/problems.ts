import type { Diagnostic } from "@dacapo/engine/compiler";

/** The problems of one setting, and of what lies below it. */
export function problemsOf(diagnostics: readonly Diagnostic[], field: string): readonly Diagnostic[] {
  return diagnostics.filter((each) => each.field === field || each.field?.startsWith(`${field}.`) === true);
}

/** What is known here at once, and what the server adds to it; each once. */
export function allProblems(here: readonly Diagnostic[], there: readonly Diagnostic[]): readonly Diagnostic[] {
  const known = new Set(here.map(keyOf));
  return [...here, ...there.filter((each) => !known.has(keyOf(each)))];
}

const keyOf = ({ code, field, message }: Diagnostic): string => `${code} ${field ?? ""} ${message}`;

/** Why a type cannot be published, in a few words; `undefined` when it can. */
export function whyNotPublish(diagnostics: readonly Diagnostic[], unread: number): string | undefined {
  if (unread > 0) return "Some JSON is not finished";
  const { length } = diagnostics.filter(({ severity }) => severity === "error");
  if (length === 0) return undefined;
  return length === 1 ? "1 problem must be mended first" : `${length} problems must be mended first`;
}
