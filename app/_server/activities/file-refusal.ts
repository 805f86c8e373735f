/** A file that an activity may not have, or cannot use. Another attempt would be refused alike. */
export class FileRefusal extends Error {
  override readonly name = "FileRefusal";
  readonly nonRetriable = true;
  constructor(
    readonly code:
      | "PathInvalid"
      | "PathOutside"
      | "PathReadOnly"
      | "FileNotFound"
      | "FileTooLarge"
      | "FileExists"
      | "FolderTooLarge"
      | "ContentInvalid"
      | "NotAFile"
      | "NotAFolder"
      | "NotText"
      | "NotAnImage",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
