export { typeOfSample, typeOfSchema, typeOfValue } from "./schema-type.js";
export { placeOf, type TypeFinding, typeDiagnostics } from "./type-diagnostics.js";
export {
  type TypedFile,
  type TypedPlace,
  type TypedProgram,
  type TypedProgramOptions,
  typedProgram,
} from "./typed-program.js";
