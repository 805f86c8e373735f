/** Bytes that are written in place and grow at their end. What lies between the end and a write behind it is zero. */
export class FileContent {
  private buffer = Buffer.alloc(0);
  private length = 0;

  get bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  write(offset: number, bytes: Uint8Array): void {
    this.lengthen(offset + bytes.byteLength);
    this.buffer.set(bytes, offset);
  }

  resize(length: number): void {
    // What is cut off must be zero, should the file grow again.
    if (length < this.length) this.buffer.fill(0, length, this.length);
    else this.reserve(length);
    this.length = length;
  }

  lengthen(length: number): void {
    if (length > this.length) this.resize(length);
  }

  become(other: FileContent): void {
    this.resize(0);
    this.write(0, other.bytes);
  }

  private reserve(bytes: number): void {
    if (bytes <= this.buffer.byteLength) return;
    const larger = Buffer.alloc(Math.max(bytes, this.buffer.byteLength * 2));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}
