"use client";

import type { SourceMap } from "@dacapo/engine/compiler";
import { lazy, Suspense, useMemo } from "react";
import { EmptyState } from "@/app/_ui/empty-state";

/** The editor behind it is large, and most who look at a run never open this tab. */
const CodeView = lazy(async () => ({ default: (await import("../_designer/bottom/code-view")).CodeView }));

interface RunCodeProps {
  readonly code: string | undefined;
  readonly sourceMap: SourceMap | undefined;
  readonly selectedNodeId: string | undefined;
  readonly selectedName: string | undefined;
  readonly onSelectNode: (nodeId: string) => void;
}

const NO_MAP: SourceMap = { linesOfNode: {}, nodeOfLine: [] };

/** The code of the version that runs. The selected node's lines are marked; a line selects its node. */
export function RunCode({ code, sourceMap, selectedNodeId, selectedName, onSelectNode }: RunCodeProps) {
  const selected = useMemo(
    () => new Set<string>(selectedNodeId === undefined ? [] : [selectedNodeId]),
    [selectedNodeId],
  );
  if (code === undefined) {
    return <EmptyState title="This run has no code to show">The version it runs was not drawn here.</EmptyState>;
  }
  return (
    <Suspense>
      <CodeView
        code={code}
        sourceMap={sourceMap ?? NO_MAP}
        selectedNodeIds={selected}
        selectedName={selectedName}
        onChooseNode={onSelectNode}
        isStale={false}
      />
    </Suspense>
  );
}
