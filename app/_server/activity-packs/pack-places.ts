import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as z from "zod";

/** A place that activities come from. */
export interface PackPlace {
  /** How a person calls it: `activities/shop.mjs`, `@acme/dacapo-shop`. */
  readonly pack: string;
  /** What to import, as a URL. */
  readonly url: string;
}

/** What is wrong with a pack, or with one of its activities. The rest of the server goes on without it. */
export interface PackProblem {
  readonly pack: string;
  readonly message: string;
}

export interface PackPlaces {
  readonly places: readonly PackPlace[];
  readonly problems: readonly PackProblem[];
}

export const PACKS_FOLDER = "activities";
/** Who puts such a file there waits for its activities. */
const MEANT_AS_PACK = /\.(js|cjs|[cm]?ts|[jt]sx)$/;
export const CONFIG_FILE = "dacapo.config.json";

const configSchema = z.strictObject({
  /** Names of npm packages, installed beside the configuration or with Dacapo itself. */
  activityPacks: z.array(z.string().min(1).max(200)).max(200).optional(),
});

/** The files in `activities/` of the data directory, sorted, and the packages that `dacapo.config.json` names. */
export async function packPlaces(dataDir: string, projectDir: string): Promise<PackPlaces> {
  const files = await packFiles(path.join(dataDir, PACKS_FOLDER));
  const { names, problems } = await configuredPackages(path.join(dataDir, CONFIG_FILE));
  const found = await Promise.all(names.map((name) => packageEntry(name, [dataDir, projectDir])));
  return {
    places: [...files.places, ...found.filter((each) => "url" in each)],
    problems: [...files.problems, ...problems, ...found.filter((each) => "message" in each)],
  };
}

async function packFiles(folder: string): Promise<PackPlaces> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { places: [], problems: [] };
    const problem = {
      pack: PACKS_FOLDER,
      message: `It could not be read: ${message}. Make it a folder that the server may read.`,
    };
    return { places: [], problems: [problem] };
  }
  const files = names.filter((name) => !name.startsWith(".")).sort();
  return {
    places: files
      .filter((name) => name.endsWith(".mjs"))
      .map((name) => ({ pack: `${PACKS_FOLDER}/${name}`, url: pathToFileURL(path.join(folder, name)).href })),
    problems: files
      .filter((name) => MEANT_AS_PACK.test(name))
      .map((name) => ({
        pack: `${PACKS_FOLDER}/${name}`,
        message: `It is not loaded: a pack is an ES module in JavaScript, in a file whose name ends with .mjs. Rename it, or put it into a folder if a pack imports it.`,
      })),
  };
}

async function configuredPackages(file: string) {
  const wrong = (message: string) => ({ names: [], problems: [{ pack: CONFIG_FILE, message }] });
  let text: string;
  try {
    // Some editors begin a file with a mark that is no JSON.
    text = (await readFile(file, "utf8")).replace(/^\uFEFF/, "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { names: [], problems: [] };
    return wrong(`It could not be read: ${(error as Error).message}. Make it readable for the server.`);
  }
  try {
    const { activityPacks = [] } = configSchema.parse(JSON.parse(text));
    return { names: [...new Set(activityPacks)], problems: [] };
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    return wrong(`It is not as it should be: ${why}. Write {"activityPacks": ["a-package"]}.`);
  }
}

/** The file that `import` would take. `require.resolve` alone knows no package that is an ES module and nothing else. */
async function packageEntry(name: string, from: readonly string[]): Promise<PackPlace | PackProblem> {
  for (const directory of from) {
    for (const folder of createRequire(path.join(directory, "package.json")).resolve.paths(name) ?? []) {
      const packageDir = path.join(folder, ...name.split("/"));
      const text = await readFile(path.join(packageDir, "package.json"), "utf8").catch(() => undefined);
      if (text === undefined) continue;
      try {
        const entry = entryOf(JSON.parse(text) as PackageJson);
        return { pack: name, url: pathToFileURL(path.join(packageDir, entry)).href };
      } catch (error) {
        return { pack: name, message: `Its package.json cannot be read: ${(error as Error).message}.` };
      }
    }
  }
  return {
    pack: name,
    message: `There is no such package. Install it in ${from[0]} (npm install ${name}) and start the server again.`,
  };
}

interface PackageJson {
  readonly exports?: unknown;
  readonly module?: string;
  readonly main?: string;
}

function entryOf({ exports, module, main }: PackageJson): string {
  return exported(exports) ?? module ?? main ?? "index.js";
}

function exported(exports: unknown): string | undefined {
  if (typeof exports === "string") return exports;
  if (Array.isArray(exports)) return exports.map(exported).find((each) => each !== undefined);
  if (typeof exports !== "object" || exports === null) return undefined;
  for (const key of [".", "node", "import", "module", "default"]) {
    const found = exported((exports as Record<string, unknown>)[key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
