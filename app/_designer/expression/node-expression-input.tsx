"use client";

import { ExpressionInput, type ExpressionInputProps } from "./expression-input";
import { useTypesOfText } from "./use-types-of-text";

interface NodeExpressionInputProps extends Omit<ExpressionInputProps, "types"> {
  readonly nodeId: string;
  /** The setting, as diagnostics name it: the server is asked for the types of what stands there. */
  readonly field: string;
}

/** An expression of a node. */
export function NodeExpressionInput({ nodeId, field, ...rest }: NodeExpressionInputProps) {
  return <ExpressionInput {...rest} types={useTypesOfText(nodeId, field)} />;
}
