import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Files, WritableFile } from "./files.js";

/** A directory to work in, and what makes things that are done later happen. */
export interface FilesPlace {
  readonly files: Files;
  readonly directory: string;
  /** Waits for something that was begun. */
  finish<Result>(begun: Promise<Result>): Promise<Result>;
  remove(): void;
}

/** The laws of {@link Files}, which every adapter keeps. What a power failure may take is not among them. */
export function filesConformance(name: string, makePlace: () => FilesPlace): void {
  describe(`${name} keeps the laws of files`, () => {
    let place: FilesPlace;
    beforeEach(() => {
      place = makePlace();
    });
    afterEach(() => place.remove());
    const at = (file: string): string => `${place.directory}/${file}`;
    const text = (file: string): string => place.files.read(at(file)).toString();
    const opened = (file: string, writeThrough = false): WritableFile =>
      place.files.openForWriting(at(file), { writeThrough });

    test.each([false, true])("what is written is read, and counted (written through: %s)", (writeThrough) => {
      const file = opened("a", writeThrough);
      expect(place.files.size(at("a"))).toBe(0);
      file.write(Buffer.from("hello"), 0);
      file.write(Buffer.from("there"), 8);
      file.sync();
      expect(text("a")).toBe("hello\0\0\0there");
      expect(place.files.size(at("a"))).toBe(13);
      file.truncate(5);
      file.truncate(7);
      expect(text("a")).toBe("hello\0\0");
      file.close();
    });

    test.each([false, true])(
      "what is written later is there when it resolves (written through: %s)",
      async (writeThrough) => {
        const file = opened("a", writeThrough);
        const large = Buffer.alloc(300_000, "x");
        await place.finish(file.writeLater(large, 2));
        await place.finish(Promise.all([file.writeLater(Buffer.from("y"), 0), file.writeLater(Buffer.from("z"), 1)]));
        await place.finish(file.syncLater());
        expect(text("a")).toBe(`yz${large}`);
        file.close();
      },
    );

    test("a part of a file is read, and no more than there is", () => {
      const file = opened("a");
      file.write(Buffer.from("0123456789"), 0);
      const reader = place.files.openForReading(at("a"));
      expect(reader.read(2, 3).toString()).toBe("234");
      expect(reader.read(8, 5).toString()).toBe("89");
      expect(reader.read(10, 5).toString()).toBe("");
      file.write(Buffer.from("!"), 10);
      expect(reader.read(10, 5).toString()).toBe("!");
      reader.close();
      file.close();
    });

    test("a file that was opened is not another one because its name is", () => {
      const file = opened("a");
      file.write(Buffer.from("first"), 0);
      const reader = place.files.openForReading(at("a"));
      place.files.rename(at("a"), at("b"));
      file.write(Buffer.from("F"), 0);
      expect(text("b")).toBe("First");
      expect(place.files.exists(at("a"))).toBe(false);
      const second = opened("a");
      second.write(Buffer.from("second"), 0);
      place.files.rename(at("a"), at("b"));
      expect(text("b")).toBe("second");
      place.files.remove(at("b"));
      expect(reader.read(0, 9).toString()).toBe("First");
      expect(place.files.list(place.directory)).toEqual([]);
      for (const each of [reader, file, second]) each.close();
    });

    test("opening a file that is there keeps what it holds", () => {
      const file = opened("a");
      file.write(Buffer.from("kept"), 0);
      file.close();
      opened("a").close();
      expect(text("a")).toBe("kept");
    });

    test("directories are made with those above them, once or twice", () => {
      place.files.makeDirectory(at("one/two"));
      place.files.makeDirectory(at("one/two"));
      opened("one/two/a").close();
      expect(place.files.list(at("one"))).toEqual(["two"]);
      expect(place.files.list(at("one/two"))).toEqual(["a"]);
      place.files.syncDirectory(at("one/two"));
    });

    test("what is not there is refused", () => {
      const { files } = place;
      for (const act of [
        () => files.read(at("none")),
        () => files.size(at("none")),
        () => files.openForReading(at("none")),
        () => files.openForWriting(at("none/file")),
        () => files.remove(at("none")),
        () => files.rename(at("none"), at("other")),
        () => files.list(at("none")),
        () => files.syncDirectory(at("none")),
      ]) {
        expect(act).toThrow("ENOENT");
      }
    });
  });
}
