/** The signature; no flags, and no extension of the header. */
const header = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");

/**
 * Rows in COPY's binary format, where each field is its length and its value: neither side escapes anything or looks for
 * an end, which costs both half as much again in its text format.
 */
export class CopyRows {
  private bytes = Buffer.allocUnsafe(8 * 1024);
  private length = header.copy(this.bytes);

  /** Begins a row of so many fields, which follow in the order of the columns. */
  row(fields: number): this {
    this.reserve(2);
    this.length = this.bytes.writeInt16BE(fields, this.length);
    return this;
  }

  text(value: string): this {
    // UTF-8 has three bytes at most for a unit of UTF-16.
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

  /** All of it, which ends it. */
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
