import pg from "pg";

const { BOOL, INT2, INT4, FLOAT4, FLOAT8, JSON: JSON_TEXT, JSONB } = pg.types.builtins;

/** Not a number and infinity are no JSON: they stay the words that the database has for them. */
const numberOf = (text: string): number | string => {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
};
const asText = (text: string): string => text;

/**
 * How PostgreSQL's values become JSON: what JSON has is that. All others are the database's own text, dates and times as well,
 * and so are `bigint` and `numeric`, which would lose digits as numbers.
 */
export const sqlTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number) => {
    switch (oid) {
      case BOOL:
        return (text: string) => text === "t";
      case INT2:
      case INT4:
      case FLOAT4:
      case FLOAT8:
        return numberOf;
      case JSON_TEXT:
      case JSONB:
        return JSON.parse;
      default:
        return asText;
    }
  }) as pg.CustomTypesConfig["getTypeParser"],
};
