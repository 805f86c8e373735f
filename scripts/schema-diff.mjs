import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { PrismaPGlite } from "pglite-prisma-adapter";

/**
 * What has to be done to a database to bring it from one state to a schema, as SQL: Prisma's own
 * schema engine in WebAssembly, so that nothing is downloaded. The engine asks a database of the
 * dialect for its version; SQLite in memory and a throw-away PGlite answer.
 */

const FILTERS = { externalTables: [], externalEnums: [] };

/** Loaded once: its bindings belong to one instance. */
let loading;

function loadEngine() {
  loading ??= (async () => {
    const bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
    const packageDir = dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
    const module = new WebAssembly.Module(readFileSync(join(packageDir, "schema_engine_bg.wasm")));
    const { exports } = new WebAssembly.Instance(module, { "./schema_engine_bg.js": bindings });
    // Where the engine leaves its last words.
    globalThis.PRISMA_WASM_PANIC_REGISTRY = {
      set_message: (message) => process.stderr.write(`The schema engine broke: ${message}\n`),
    };
    bindings.__wbg_set_wasm(exports);
    exports.__wbindgen_start?.();
    return bindings.SchemaEngine;
  })();
  return loading;
}

/** Opens the schema engine for a dialect. `schema` is any schema of that dialect. */
async function openEngine(adapterFactory, schema) {
  const SchemaEngine = await loadEngine();
  return SchemaEngine.new(
    { datamodels: [["schema.prisma", schema]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapterFactory),
  );
}

/** Databases in memory, started when they are first needed and gone with the process. */
const started = new Map();

const START = {
  sqlite: async () => new PrismaLibSql({ url: ":memory:" }),
  postgresql: async () => new PrismaPGlite(new PGlite()),
};

function throwAway(dialect) {
  if (!started.has(dialect)) started.set(dialect, START[dialect]());
  return started.get(dialect);
}

const datamodel = (schema) => ({
  tag: "schemaDatamodel",
  files: [{ path: "schema.prisma", content: schema }],
});

/**
 * The SQL that leads from one schema to another, or `undefined` when they are the same.
 * `fromSchema` is `undefined` for an empty database.
 */
export async function diffSchemas(dialect, fromSchema, toSchema) {
  // An empty schema rather than the engine's own "empty", which would also create PostgreSQL's schema
  // "public": that is there, and a user who may make tables in it may not be allowed to make schemas.
  const from = datamodel(fromSchema ?? headerOf(toSchema));
  return diff(await openEngine(await throwAway(dialect), toSchema), from, datamodel(toSchema));
}

async function diff(engine, from, to) {
  const result = await engine.diff({
    from,
    to,
    script: true,
    exitCode: true,
    shadowDatabaseUrl: null,
    filters: FILTERS,
  });
  return result.exitCode === 2 ? result.stdout : undefined;
}

/** The SQL that a database lacks to have a schema, or `undefined` when it has it. */
export async function diffDatabase(adapterFactory, schema) {
  const engine = await openEngine(adapterFactory, schema);
  const introspected = await engine.introspect({
    force: true,
    compositeTypeDepth: 0,
    namespaces: null,
    schema: { files: [{ path: "schema.prisma", content: headerOf(schema) }] },
    baseDirectoryPath: ".",
    viewsDirectoryPath: "views",
  });
  const found = introspected.schema.files.map((file) => file.content).join("\n");
  return diff(engine, datamodel(withoutMigrationsTable(found)), datamodel(schema));
}

/** A schema's generator and datasource blocks alone. */
function headerOf(schema) {
  return schema.match(/^(?:generator|datasource) \w+ \{[^}]*\}/gm).join("\n\n");
}

/** The table in which the migrations are noted is no part of the schema. */
function withoutMigrationsTable(schema) {
  return schema.replace(/^model \w*prisma_migrations \{[^}]*\}/m, "");
}
