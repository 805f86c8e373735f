import { codedError } from "../../orchestration/thrown.js";

/** The names of errors that Amazon States Language reserves and evaluation can raise. */
export type StatesError =
  | "States.Runtime"
  | "States.IntrinsicFailure"
  | "States.QueryEvaluationError"
  | "States.ResultPathMatchFailure"
  | "States.ParameterPathFailure"
  | "States.ItemReaderFailed"
  | "States.DataLimitExceeded";

/** An error that fails the node with a code which Catch and Retry know by the same name as in Step Functions. */
export const statesError = (code: StatesError, message: string): Error => codedError(code, message);
