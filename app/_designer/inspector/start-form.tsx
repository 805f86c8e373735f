"use client";

import type { Diagnostic } from "@dacapo/engine/compiler";
import { setInputSchema } from "../document/commands/set-input-schema";
import { useDesigner, useDesignerState } from "../session/designer-context";
import { SchemaForm } from "./schema-form";

const WORDS = { key: "input", fieldWord: "input field", empty: "Without fields, any JSON is a good input." };

/** What a run's input must look like. */
export function StartForm(props: { readonly nodeId: string; readonly diagnostics: readonly Diagnostic[] }) {
  const { nodeId, diagnostics } = props;
  const { store } = useDesigner();
  const schema = useDesignerState((state) => state.document.graph.inputSchema);
  return (
    <SchemaForm
      nodeId={nodeId}
      field="inputSchema"
      what="the input"
      words={WORDS}
      schema={schema}
      hint="Draft 2020-12. Empty: any JSON is a good input."
      diagnostics={diagnostics}
      onChange={(next, field) =>
        store.run("Change the input", (document) => setInputSchema(document, next), `${nodeId} ${field}`)
      }
    />
  );
}
