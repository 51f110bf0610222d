const ulid = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** The request id that this text is; null for any other text. */
export function toRequestId(text: string): string | null {
  const id = text.trim().toUpperCase();
  return ulid.test(id) ? id : null;
}
