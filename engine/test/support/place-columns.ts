import type { PlaceColumns } from "../../src/storage/file/snapshot/listed-places.js";

interface Place {
  readonly createdAtMs: number;
  readonly offset: number;
  readonly ordinal: number;
  readonly statusCode: number;
}

/** Rows as columns. */
export const columnsOf = (rows: readonly Place[]): PlaceColumns => ({
  count: rows.length,
  createdAtMs: (place) => rows[place]?.createdAtMs ?? 0,
  offset: (place) => rows[place]?.offset ?? 0,
  ordinal: (place) => rows[place]?.ordinal ?? 0,
  statusCode: (place) => rows[place]?.statusCode ?? 0,
});
