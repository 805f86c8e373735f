// The thread that checks types. TypeScript takes its time, so it takes it here: the server's own thread answers
// requests meanwhile. One text in, plain findings out.
import { parentPort } from "node:worker_threads";
import { getLibFiles, libFolderInMemoryPath, ts } from "@ts-morph/common";

const PROGRAM = "/program.ts";
const FINDINGS_MAX = 500;

const libraries = new Map(
  getLibFiles().map(({ fileName, text }) => [
    `${libFolderInMemoryPath}/${fileName}`,
    ts.ScriptSnapshot.fromString(text),
  ]),
);
const registry = ts.createDocumentRegistry();

/** What every check agrees on. Without strict nulls the same text shows what never fits. */
const optionsOf = (strictNullChecks) => ({
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts"],
  types: [],
  module: ts.ModuleKind.ESNext,
  noEmit: true,
  noImplicitAny: false,
  strictNullChecks,
  skipLibCheck: true,
});

class Service {
  #text = "";
  #version = 0;
  #service;

  constructor(strictNullChecks) {
    const options = optionsOf(strictNullChecks);
    this.#service = ts.createLanguageService(
      {
        getCompilationSettings: () => options,
        getScriptFileNames: () => [PROGRAM],
        getScriptVersion: (name) => (name === PROGRAM ? String(this.#version) : "1"),
        getScriptSnapshot: (name) =>
          name === PROGRAM ? ts.ScriptSnapshot.fromString(this.#text) : libraries.get(name),
        getCurrentDirectory: () => "/",
        getDefaultLibFileName: () => `${libFolderInMemoryPath}/lib.es2023.d.ts`,
        fileExists: (name) => name === PROGRAM || libraries.has(name),
        readFile: (name) => libraries.get(name)?.getText(0, libraries.get(name).getLength()),
      },
      registry,
    );
  }

  with(text) {
    if (text !== this.#text) {
      this.#text = text;
      this.#version += 1;
    }
    return this.#service;
  }
}

const strict = new Service(true);
const loose = new Service(false);

const keyOf = ({ start, code }) => `${start} ${code}`;

function check(text) {
  const always = new Set(
    loose
      .with(text)
      .getSemanticDiagnostics(PROGRAM)
      .map(({ start }) => start),
  );
  const seen = new Set();
  return strict
    .with(text)
    .getSemanticDiagnostics(PROGRAM)
    .filter((found) => found.start !== undefined && !seen.has(keyOf(found)) && seen.add(keyOf(found)))
    .slice(0, FINDINGS_MAX)
    .map((found) => ({
      from: found.start,
      to: found.start + (found.length ?? 1),
      message: ts.flattenDiagnosticMessageText(found.messageText, " "),
      isOfNothing: !always.has(found.start),
    }));
}

function typeAt(text, offset) {
  const service = strict.with(text);
  const info = service.getQuickInfoAtPosition(PROGRAM, offset);
  if (info === undefined) return undefined;
  const { start, length } = info.textSpan;
  const parts = info.displayParts ?? [];
  // The program's own names for types say nothing to the person who draws: what they stand for does.
  const ownName = parts.at(-1)?.kind === "aliasName" ? typeInFull(service.getProgram(), start) : undefined;
  const shown = ownName === undefined ? parts : [...parts.slice(0, -1), { text: ownName, kind: "text" }];
  return { from: start, to: start + length, text: ts.displayPartsToString(shown) };
}

function typeInFull(program, start) {
  const checker = program?.getTypeChecker();
  let node = program?.getSourceFile(PROGRAM);
  for (let inner = node; inner !== undefined; ) {
    node = inner;
    inner = ts.forEachChild(node, (child) => (child.getStart() <= start && start < child.end ? child : undefined));
  }
  if (checker === undefined || node === undefined) return undefined;
  const flags = ts.TypeFormatFlags.InTypeAlias | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;
  return checker.typeToString(checker.getTypeAtLocation(node), node, flags);
}

const MEMBER_KINDS = new Set(["property", "method", "getter"]);

function membersAt(text, offset) {
  const service = strict.with(text);
  const found = service.getCompletionsAtPosition(PROGRAM, offset, {});
  if (found === undefined || !found.isMemberCompletion) return [];
  return found.entries
    .filter(({ kind }) => MEMBER_KINDS.has(kind))
    .slice(0, 200)
    .map(({ name, kind }) => {
      const details = service.getCompletionEntryDetails(
        PROGRAM,
        offset,
        name,
        undefined,
        undefined,
        undefined,
        undefined,
      );
      return {
        name,
        kind: kind === "method" ? "method" : "property",
        type: ts.displayPartsToString(details?.displayParts),
      };
    });
}

parentPort?.on("message", ({ id, ask, text, offset }) => {
  try {
    const answer = ask === "check" ? check(text) : ask === "type" ? typeAt(text, offset) : membersAt(text, offset);
    parentPort?.postMessage({ id, answer });
  } catch (thrown) {
    parentPort?.postMessage({ id, error: thrown instanceof Error ? thrown.message : String(thrown) });
  }
});
