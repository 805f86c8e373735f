import { defineConfig } from "prisma/config";

// Generating a client needs no schema engine; naming one keeps Prisma from downloading its own.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

// Which schema is meant is said on the command line: scripts/generate-db.mjs makes one for each database.
export default defineConfig({});
