import { invariant } from "../../model/index.js";
import type { ByteReader } from "./byte-reader.js";
import type { ByteWriter } from "./byte-writer.js";

/** A union of words as one byte. A word keeps its number for ever; a new one takes the next. */
export class Words<Word extends string> {
  private readonly words: readonly (Word | undefined)[];

  constructor(private readonly numbers: Readonly<Record<Word, number>>) {
    const words: (Word | undefined)[] = [];
    for (const word of Object.keys(numbers) as Word[]) words[numbers[word]] = word;
    invariant(
      words.filter((word) => word !== undefined).length === Object.keys(numbers).length,
      `two of ${Object.keys(numbers).join(", ")} have the same number`,
    );
    this.words = words;
  }

  write(writer: ByteWriter, word: Word): void {
    writer.byte(this.numbers[word]);
  }

  /** `what` names the union, for the error about a number that no word has. */
  read(reader: ByteReader, what: string): Word {
    const number = reader.byte();
    return this.words[number] ?? reader.newer(what, number, this.words.length - 1);
  }
}
