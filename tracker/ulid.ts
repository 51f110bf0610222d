const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A ULID: ten characters of time and 16 random ones. */
export function createUlid(): string {
  let text = "";
  for (let time = Date.now(); text.length < 10; time = Math.floor(time / 32)) text = digits[time % 32] + text;
  return crypto.getRandomValues(new Uint8Array(16)).reduce((id, byte) => id + digits[byte % 32], text);
}
