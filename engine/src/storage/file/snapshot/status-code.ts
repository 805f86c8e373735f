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
/** Stands for an entity: it is in the list of entities, by its key, and in no list of instances. */
export const ENTITY_CODE = 7;
const STATUSES = new Map(INSTANCE_STATUSES.map((status) => [CODES[status], status]));

/** More than any code: the length of an array that is indexed by them. */
export const STATUS_CODES = 16;

/** 0 stands for an entry that is in no list: an entity that was stored before entities were listed. */
export const codeOf = (status: InstanceStatus | undefined): number =>
  status === undefined ? NOT_LISTED : CODES[status];

/** True for what lists of instances show. */
export const isInstanceCode = (code: number): boolean => code !== NOT_LISTED && code !== ENTITY_CODE;

/** `undefined` for an entry that is in no list of instances. */
export function statusOf(code: number): InstanceStatus | undefined {
  if (!isInstanceCode(code)) return undefined;
  const status = STATUSES.get(code);
  invariant(status !== undefined, `status code ${code} is none that this format version has`);
  return status;
}
