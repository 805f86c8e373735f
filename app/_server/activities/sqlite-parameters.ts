import { parameterOf } from "./sql-input";
import { SqlRefusal } from "./sql-refusal";
import type { SqlVariable } from "./sql-statement";
import type { SqliteParameters, SqliteValue } from "./sqlite-job";

/**
 * The parameters of a statement as the library binds them. SQLite itself takes one that is missing for NULL; here what stands in
 * the statement and what is given must be the same.
 */
export function sqliteParameters(
  variables: readonly SqlVariable[],
  given: readonly unknown[] | Readonly<Record<string, unknown>>,
): SqliteParameters {
  const kinds = new Set(variables.map(({ kind }) => kind));
  if (kinds.size > 1)
    throw invalid("it mixes parameters with names, with numbers and without. Write all of them alike");
  if (kinds.has("named")) return byName(variables, given);
  if (!isList(given)) {
    if (variables.length === 0 && Object.keys(given).length === 0) return [];
    throw invalid(
      variables.length === 0
        ? `no parameter stands in it, and ${listed(Object.keys(given))} is given`
        : "its parameters have no names. Give them as a list",
    );
  }
  const numbers = variables.map((variable, at) => (variable.kind === "numbered" ? variable.number : at + 1));
  const count = Math.max(0, ...numbers);
  if (numbers.includes(0)) throw invalid("its parameters are counted from 1");
  if (count !== given.length) {
    throw invalid(`${count} ${count === 1 ? "parameter stands" : "parameters stand"} in it, and ${given.length} given`);
  }
  const values = given.map(sqliteValue);
  // SQLite takes the number in $2 for a name, and gives it the next free place.
  if (kinds.has("next") || kinds.size === 0) return values;
  return Object.fromEntries(numbers.map((number) => [String(number), values[number - 1] ?? null]));
}

function byName(
  variables: readonly SqlVariable[],
  given: readonly unknown[] | Readonly<Record<string, unknown>>,
): SqliteParameters {
  const names = new Set(variables.flatMap((variable) => (variable.kind === "named" ? [variable.name] : [])));
  if (isList(given)) {
    throw invalid(
      `its parameters have names: ${listed([...names])}. Give them as an object, such as {"${[...names][0]}": 1}`,
    );
  }
  const missing = [...names].filter((name) => !Object.hasOwn(given, name));
  const surplus = Object.keys(given).filter((name) => !names.has(name));
  if (missing.length > 0) throw invalid(`the parameter ${listed(missing)} is not given`);
  if (surplus.length > 0) throw invalid(`the parameter ${listed(surplus)} is given and stands nowhere in it`);
  return Object.fromEntries([...names].map((name) => [name, sqliteValue(given[name])]));
}

const isList = (given: unknown): given is readonly unknown[] => Array.isArray(given);
const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");

function sqliteValue(given: unknown): SqliteValue {
  const value = parameterOf(given);
  if (value === null) return null;
  if (typeof value === "boolean") return { i: value ? "1" : "0" };
  if (typeof value === "string") return { t: value };
  return Number.isSafeInteger(value) ? { i: String(value) } : { r: value };
}

const invalid = (why: string): SqlRefusal =>
  new SqlRefusal("SqlParametersInvalid", `The query was not run: ${why}.`, true);
