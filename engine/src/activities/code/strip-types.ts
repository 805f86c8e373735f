import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { ts } from "@ts-morph/common";

/** A script without its types, or what is wrong with it. Lines and columns are counted from 1, offsets from 0. */
export type StrippedScript =
  | {
      readonly kind: "stripped";
      readonly script: string;
      /** Where a place in the script stood in the text with types. */
      originalOf(line: number, column: number): { readonly line: number; readonly column: number } | undefined;
    }
  | { readonly kind: "refused"; readonly says: string; readonly offset?: number };

/** Takes the types out of a TypeScript text. They are not checked: that is the editor's part, which has the whole graph. */
export function stripTypes(text: string): StrippedScript {
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(text, {
    fileName: "code.ts",
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, sourceMap: true },
  });
  const first = diagnostics?.find((each) => each.category === ts.DiagnosticCategory.Error);
  if (first !== undefined) {
    const says = ts.flattenDiagnosticMessageText(first.messageText, " ");
    return { kind: "refused", says, ...(first.start !== undefined && { offset: first.start }) };
  }
  const map = new TraceMap(sourceMapText ?? "");
  return {
    kind: "stripped",
    // The comment that names the map leads nowhere.
    script: outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"),
    originalOf(line, column) {
      const original = originalPositionFor(map, { line, column: Math.max(0, column - 1) });
      return original.line === null ? undefined : { line: original.line, column: original.column + 1 };
    },
  };
}
