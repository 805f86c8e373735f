export { checkEntityType, OPERATION_NAMES } from "./check-entity-type.js";
export {
  type CompiledEntityType,
  type CompileEntityTypeOptions,
  compileEntityType,
  type EntityProgram,
  entityTypeInfo,
  type OperationProgram,
  type StripTypes,
} from "./compile-entity-type.js";
export {
  ENTITY_TYPE_FORMAT_VERSION,
  type EntityOperationType,
  type EntityType,
  entityOperationSchema,
  entityTypeSchema,
  type OperationBody,
  type ParsedEntityType,
  parseEntityType,
} from "./entity-type.js";
