/** Signature, flags and header extension length. */
const header = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");

/**
 * Encodes rows in COPY's binary format: fields are prefixed by their length, so neither side escapes or searches for
 * delimiters. The text format costs both sides half as much again.
 */
export class CopyRows {
  private bytes = Buffer.allocUnsafe(8 * 1024);
  private length = header.copy(this.bytes);

  /** Begins a row. Its fields follow in column order. */
  row(fields: number): this {
    this.reserve(2);
    this.length = this.bytes.writeInt16BE(fields, this.length);
    return this;
  }

  text(value: string): this {
    // UTF-8 needs at most three bytes for a UTF-16 code unit.
    this.reserve(4 + value.length * 3);
    const bytes = this.bytes.write(value, this.length + 4);
    this.length = this.bytes.writeInt32BE(bytes, this.length) + bytes;
    return this;
  }

  int(value: number): this {
    this.reserve(8);
    this.length = this.bytes.writeInt32BE(4, this.length);
    this.length = this.bytes.writeInt32BE(value, this.length);
    return this;
  }

  real(value: number): this {
    this.reserve(8);
    this.length = this.bytes.writeInt32BE(4, this.length);
    this.length = this.bytes.writeFloatBE(value, this.length);
    return this;
  }

  /** Writes the trailer and returns the data. */
  end(): Buffer {
    this.reserve(2);
    this.length = this.bytes.writeInt16BE(-1, this.length);
    return this.bytes.subarray(0, this.length);
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.length + bytes));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
