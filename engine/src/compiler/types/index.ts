export { typeOfSchema, typeOfValue } from "./schema-type.js";
export { offsetIn, type TypeFinding, typeDiagnostics } from "./type-diagnostics.js";
export { type TypedPlace, type TypedProgram, type TypedProgramOptions, typedProgram } from "./typed-program.js";
