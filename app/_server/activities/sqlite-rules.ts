import { SqlRefusal } from "./sql-refusal";
import { readStatement, wordsOf } from "./sql-statement";
import type { SqlMode } from "./sqlite-job";

/** What the SQLite that is there can do: the names of its functions and of the modules behind its virtual tables. */
export interface SqliteAbilities {
  readonly functions: readonly string[];
  readonly modules: readonly string[];
}

const READING: ReadonlySet<string> = new Set(["SELECT", "VALUES", "WITH"]);
const WRITING: ReadonlySet<string> = new Set([
  ...READING,
  ...["INSERT", "REPLACE", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "REINDEX", "ANALYZE"],
]);

const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Functions that see the statement's values and the database, and nothing else. */
const SAFE_FUNCTIONS = names(`
  -> ->> abs acos acosh asin asinh atan atan2 atanh atn2 avg bm25 ceil ceiling changes char charindex coalesce concat
  concat_ws cos cosh cot coth count cume_dist current_date current_time current_timestamp date datetime degrees dense_rank
  difference exp first_value floor format fts5 fts5_source_id geopoly_area geopoly_bbox geopoly_blob geopoly_ccw
  geopoly_contains_point geopoly_debug geopoly_group_bbox geopoly_json geopoly_overlap geopoly_regular geopoly_svg
  geopoly_within geopoly_xform glob group_concat hex highlight if ifnull iif instr json json_array json_array_length
  json_error_position json_extract json_group_array json_group_object json_insert json_object json_patch json_pretty
  json_quote json_remove json_replace json_set json_type json_valid jsonb jsonb_array jsonb_extract jsonb_group_array
  jsonb_group_object jsonb_insert jsonb_object jsonb_patch jsonb_remove jsonb_replace jsonb_set julianday lag
  last_insert_rowid last_rows_affected last_value lead leftstr length libsql_vector_idx like likelihood likely ln log log10
  log2 lower lower_quartile ltrim match matchinfo max median min mod mode nth_value ntile nullif octet_length offsets
  optimize padc padl padr percent_rank pi pow power printf proper quote radians random randomblob rank regexp regexpi
  replace replicate reverse rightstr round row_number rtreecheck rtreedepth rtreenode rtrim sha3 sign sin sinh snippet
  soundex sqlite_compileoption_get sqlite_compileoption_used sqlite_source_id sqlite_version sqrt square stdev strfilter
  strftime string_agg substr substring subtype sum tan tanh time timediff total total_changes trim trunc typeof unhex
  unicode unixepoch unlikely upper upper_quartile uuid uuid_blob uuid_str variance vector vector16 vector1bit vector32
  vector64 vector8 vector_distance_cos vector_distance_l2 vector_extract vectorb16 zeroblob
`);

/** Modules whose tables lie in the database, or in the statement's own values. */
const SAFE_MODULES = names(
  "dbstat fts3 fts4 fts4aux fts5 fts5vocab generate_series geopoly json_each json_tree rtree rtree_i32 vector_top_k",
);

/** PRAGMAs as tables that say something of the database, and change nothing of the connection. */
const SAFE_PRAGMA_TABLES = names(`
  pragma_application_id pragma_collation_list pragma_compile_options pragma_encoding pragma_foreign_key_check
  pragma_foreign_key_list pragma_freelist_count pragma_index_info pragma_index_list pragma_index_xinfo
  pragma_integrity_check pragma_page_count pragma_page_size pragma_quick_check pragma_schema_version pragma_table_info
  pragma_table_list pragma_table_xinfo pragma_user_version
`);

/**
 * Names that no statement and no schema may hold: SQLite's library in our package has functions that read and write files, and
 * one that runs a text as a statement. What is not known to be harmless is among them, so that a newer library brings no holes.
 */
export function unsafeNames({ functions, modules }: SqliteAbilities): ReadonlySet<string> {
  return new Set([
    ...functions.map((name) => name.toLowerCase()).filter((name) => !SAFE_FUNCTIONS.has(name)),
    ...modules.map((name) => name.toLowerCase()).filter((name) => !SAFE_MODULES.has(name)),
  ]);
}

/**
 * Refuses a statement that is not for workflows. Two things are asked of it, both without trust in our own reading of SQL.
 *
 * Its first word is one of those that begin a query, or a change where those are allowed: ATTACH, which opens other files,
 * VACUUM INTO, which writes them, PRAGMA and BEGIN begin a statement or are nowhere. That a query changes nothing is not decided
 * here: the file is open for reading alone.
 *
 * No word of it, be it quoted or in a comment, is an unsafe name. To look for names in the whole text refuses too much sometimes
 * and never too little, since SQLite has no way to write a name in pieces, or with escapes.
 */
export function mustBeAllowed(query: string, mode: SqlMode, unsafe: ReadonlySet<string>): void {
  const { firstWords, explained } = readStatement(query);
  const [first] = firstWords;
  if (first === undefined) throw refused("it holds no statement. Write one, such as SELECT 1");
  if (firstWords.length > 1) throw refused(`it holds ${firstWords.length} statements. Give each a node of its own`);
  const allowed = mode === "read" ? READING : WRITING;
  if (!(allowed.has(first) || (first === "EXPLAIN" && allowed.has(explained ?? "")))) {
    const hint = WRITING.has(first) ? ' To change the database, switch "readOnly" off.' : "";
    throw refused(`it begins with ${first || "a sign"}, and must begin with ${listed(allowed)}.${hint}`);
  }
  if (query.includes("\0")) throw refused("it holds a null character. Give the value as a parameter");
  const word = [...wordsOf(query)].find(
    (each) => unsafe.has(each) || (each.startsWith("pragma_") && !SAFE_PRAGMA_TABLES.has(each)),
  );
  if (word === undefined) return;
  throw refused(
    `the word ${word} names what leads out of the database. Leave it out; if it is part of a value, give that as a parameter`,
  );
}

const listed = (words: ReadonlySet<string>): string => [...words].join(", ").replace(/, (\w+)$/, " or $1");

const refused = (why: string): SqlRefusal =>
  new SqlRefusal("SqlNotAllowed", `The query was not run: ${why.replace(/\.$/, "")}.`, true);
