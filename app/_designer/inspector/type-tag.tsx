"use client";

import type { Diagnostic } from "@dacapo/engine/compiler";
import { typeFit } from "../document/type-findings";
import { tagText } from "../document/type-words";
import classes from "./inspector.module.css";
import { useTypeOf } from "./node-types";

interface TypeTagProps {
  readonly nodeId: string;
  readonly field: string;
  /** Those of the setting. */
  readonly problems: readonly Diagnostic[];
}

/** What type the expression of a setting has, and whether that fits. It lies in a row that is there without it. */
export function TypeTag({ nodeId, field, problems }: TypeTagProps) {
  const type = useTypeOf(nodeId, field);
  if (type === undefined) return null;
  const fit = typeFit(problems.filter((problem) => problem.field === field));
  const says = fit === "fits" ? type : `${type} does not fit`;
  return (
    <span className={classes.typeTag} data-fit={fit} role="note" aria-label={`Type: ${says}`} title={says}>
      {tagText(type)}
    </span>
  );
}
