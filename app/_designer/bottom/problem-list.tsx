"use client";

import type { Diagnostic, Graph } from "@dacapo/engine/compiler";
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import { isOfTypes } from "../document/type-findings";
import classes from "./bottom.module.css";

interface ProblemListProps {
  readonly graph: Graph;
  readonly diagnostics: readonly Diagnostic[];
  readonly onChoose: (problem: Diagnostic) => void;
}

/** Everything that is wrong, errors first. A click leads to the node and the setting. */
export function ProblemList({ graph, diagnostics, onChoose }: ProblemListProps) {
  if (diagnostics.length === 0) {
    return (
      <p className={classes.nothing}>
        <IconCircleCheck size={16} aria-hidden />
        Nothing is wrong. The workflow can be run.
      </p>
    );
  }
  const sorted = [...diagnostics].sort((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"));
  const names = new Map(graph.nodes.map((node) => [node.id, node.name]));
  return (
    <ul className={classes.problems} aria-label="Problems">
      {sorted.map((problem) => {
        const Icon = problem.severity === "error" ? IconAlertTriangle : IconInfoCircle;
        return (
          <li
            key={`${problem.code} ${problem.nodeId ?? ""} ${problem.edgeId ?? ""} ${problem.field ?? ""} ${problem.message}`}
          >
            <button
              type="button"
              className={classes.problem}
              data-severity={problem.severity}
              onClick={() => onChoose(problem)}
            >
              <Icon size={14} aria-label={problem.severity} />
              <b>{problem.nodeId === undefined ? "workflow" : (names.get(problem.nodeId) ?? problem.nodeId)}</b>
              <span>{problem.message}</span>
              {isOfTypes(problem) && (
                <em title="Found by the types of what is read. It keeps no run from beginning.">types</em>
              )}
              {problem.field !== undefined && <code>{problem.field}</code>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
