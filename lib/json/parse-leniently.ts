import { maxDepth } from "@/lib/json/find-problem";
import { replaceJsonTokens } from "@/lib/json/scanner";
import { isStorable, toStorable } from "@/lib/text/storable";

type Lenient = {
  value: unknown;
  /** NULs and lone surrogates became U+FFFD. */
  hasReplacedCharacters: boolean;
  /** Objects and lists deeper than `maxDepth` became null. */
  hasRemovedValues: boolean;
};

/**
 * Parses JSON of senders that cannot be corrected. Repairs what `parseJson` rejects: text that PostgreSQL cannot store,
 * depth, and repeated names, of which the last counts. Integers beyond 2^53 become bigints. Undefined if it is not JSON.
 */
export function parseLeniently(text: string): Lenient | undefined {
  const repaired = needsRepair(text) ? repair(text) : { ...unchanged, text };
  if (!repaired) return undefined;
  try {
    const value = JSON.parse(repaired.text, repaired.hasLargeIntegers ? reviveLargeInteger : undefined);
    const { hasReplacedCharacters, hasRemovedValues } = repaired;
    return { value, hasReplacedCharacters, hasRemovedValues };
  } catch {
    return undefined;
  }
}

const unchanged = { hasReplacedCharacters: false, hasRemovedValues: false, hasLargeIntegers: false };

/** Fast path: few texts have escapes of such characters, 16 digits in a row, or more brackets than `maxDepth`. */
function needsRepair(text: string): boolean {
  if (/\\u(?:0000|d[89a-f])|\d{16}/i.test(text)) return true;
  let openers = 0;
  for (let index = 0; index < text.length && openers <= maxDepth; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x5b || code === 0x7b) openers += 1;
  }
  return openers > maxDepth;
}

/** Undefined if an escape is invalid. JSON.parse and its reviver are slow or fail in deep text: its depth is cut before. */
function repair(text: string): (typeof unchanged & { text: string }) | undefined {
  const result = { ...unchanged, text };
  let depth = 0;
  try {
    result.text = replaceJsonTokens(text, (scanner) => {
      switch (scanner.token) {
        case "{":
        case "[":
          depth += 1;
          if (depth <= maxDepth) return null;
          depth -= 1;
          scanner.skipToClosingBracket();
          result.hasRemovedValues = true;
          return "null";
        case "}":
        case "]":
          depth -= 1;
          return null;
        case "name":
        case "string": {
          if (!scanner.raw.includes("\\")) return null;
          const { string } = scanner;
          if (isStorable(string)) return null;
          result.hasReplacedCharacters = true;
          return JSON.stringify(toStorable(string));
        }
        case "scalar":
          if (!isLargeInteger(scanner.raw)) return null;
          result.hasLargeIntegers = true;
          return `{"\\u0000":"${scanner.raw}"}`;
        default:
          return null;
      }
    });
    return result;
  } catch {
    return undefined;
  }
}

/** Digits that a double may not represent exactly, but that are no more than a double can hold. */
function isLargeInteger(raw: string): boolean {
  if (!/^-?[1-9]\d{15,}$/.test(raw)) return false;
  const number = Number(raw);
  return Number.isFinite(number) && !Number.isSafeInteger(number);
}

/** `repair` has put the digits into an object with the name NUL. It has replaced all other NULs. */
function reviveLargeInteger(_: string, value: unknown): unknown {
  const isMarked = typeof value === "object" && value !== null && Object.hasOwn(value, "\0");
  return isMarked ? BigInt((value as { "\0": string })["\0"]) : value;
}
