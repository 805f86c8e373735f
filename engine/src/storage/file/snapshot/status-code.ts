import { INSTANCE_STATUSES, type InstanceStatus, invariant } from "../../../model/index.js";

/** The byte that stands for a status in segments. A number that was given once is never given to another status. */
const CODES: Readonly<Record<InstanceStatus, number>> = {
  Pending: 1,
  Running: 2,
  Completed: 3,
  Failed: 4,
  Terminated: 5,
  Suspended: 6,
};
const NOT_LISTED = 0;
const STATUSES = new Map(INSTANCE_STATUSES.map((status) => [CODES[status], status]));

/** More than any code: the length of an array that is indexed by them. */
export const STATUS_CODES = 16;

/** 0 stands for an entry that is in no list. */
export const codeOf = (status: InstanceStatus | undefined): number =>
  status === undefined ? NOT_LISTED : CODES[status];

/** `undefined` for an entry that is in no list. */
export function statusOf(code: number): InstanceStatus | undefined {
  if (code === NOT_LISTED) return undefined;
  const status = STATUSES.get(code);
  invariant(status !== undefined, `status code ${code} is none that this format version has`);
  return status;
}
