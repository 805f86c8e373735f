"use client";

import type { SourceMap } from "@dacapo/engine/compiler";
import { useEffect, useMemo, useRef } from "react";
import { EmptyState } from "@/app/_ui/empty-state";
import classes from "./run-code.module.css";

interface RunCodeProps {
  readonly code: string | undefined;
  readonly sourceMap: SourceMap | undefined;
  readonly selectedNodeId: string | undefined;
  readonly onSelectNode: (nodeId: string) => void;
}

/** The code of the version that runs. The selected node's lines are marked; a line selects its node. */
export function RunCode({ code, sourceMap, selectedNodeId, onSelectNode }: RunCodeProps) {
  const lines = useMemo(() => code?.split("\n") ?? [], [code]);
  const ranges = selectedNodeId === undefined ? [] : (sourceMap?.linesOfNode[selectedNodeId] ?? []);
  const firstLine = ranges[0]?.from;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (firstLine === undefined) return;
    list.current?.children[firstLine - 1]?.scrollIntoView({ block: "nearest" });
  }, [firstLine]);

  if (code === undefined) {
    return <EmptyState title="This run has no code to show">The version it runs was not drawn here.</EmptyState>;
  }
  return (
    <ol ref={list} className={classes.code} aria-label="Code">
      {lines.map((line, index) => {
        const number = index + 1;
        const nodeId = sourceMap?.nodeOfLine[index] ?? undefined;
        const isMarked = ranges.some((range) => range.from <= number && number <= range.to);
        const select = () => nodeId !== undefined && onSelectNode(nodeId);
        return (
          <li key={number} className={classes.line} aria-current={isMarked ? "true" : undefined}>
            <button
              type="button"
              className={classes.number}
              disabled={nodeId === undefined}
              aria-label={`Line ${number}`}
              onClick={select}
            >
              {number}
            </button>
            <code>{line}</code>
          </li>
        );
      })}
    </ol>
  );
}
