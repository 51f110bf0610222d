import { z } from "zod";
import { anyKeyPrefix } from "@/lib/keys/mask";

/** Scripts in which zero-width joiners connect or separate letters. */
const joinedScripts =
  "Arabic Syriac Mongolian Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Khmer"
    .split(" ")
    .map((script) => `\\p{Script=${script}}`)
    .join("");
const emoji = "\\p{Extended_Pictographic}";

/** Zero-width characters that change what is shown: within emoji, and between letters of some scripts. */
const allowedInvisible = new RegExp(
  [
    `(?<=${emoji}|[0-9#*](?=\\ufe0f\\u20e3))\\ufe0f`,
    `(?<=[${emoji}\\ufe0f\\p{Emoji_Modifier}])\\u200d(?=${emoji})`,
    `(?<=[${joinedScripts}])[\\u200c\\u200d](?=[${joinedScripts}])`,
  ].join("|"),
  "gu",
);

/**
 * Characters that show nothing or change how others are shown: control, format and bidi characters, lone surrogates,
 * unassigned characters, Hangul fillers, variation selectors and the Braille blank.
 */
const invisible = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u;
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Most of a key, or a whole one. */
const key = new RegExp(`${anyKeyPrefix}[0-9a-z]{16,}`, "i");
const wholeKey = new RegExp(`${anyKeyPrefix}[0-9A-Za-z]{38}`);

/** Without `empty`, the name is optional. */
type Messages = { empty?: string; tooLong: string };

/**
 * The name of an application, a person or a workspace, or the note of an invitation. Trims it, collapses white space
 * and rejects invisible characters and API keys. `max` counts UTF-16 units.
 */
export function DisplayName(max: number, { empty, tooLong }: Messages) {
  return z
    .string()
    .transform(tidy)
    .pipe(
      z
        .string()
        .min(empty === undefined ? 0 : 1, empty)
        .max(max, tooLong)
        .check(({ value, issues }) => {
          const message = value === "" ? undefined : findProblem(value);
          if (message) issues.push({ code: "custom", message, input: value });
        }),
    );
}

function tidy(name: string): string {
  return name.normalize("NFC").trim().replace(/\s+/gu, " ");
}

function findProblem(name: string): string | undefined {
  const hidden = invisible.exec(name.replace(allowedInvisible, ""))?.[0];
  if (hidden) return `This has an invisible character (${nameCodePoint(hidden)}). Remove it.`;
  if (!visible.test(name)) return "Use at least one letter, digit or symbol.";
  if (hasKey(name)) return "This contains an API key, which others could read.";
  return undefined;
}

function nameCodePoint(character: string): string {
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
}

function hasKey(name: string): boolean {
  return (
    key.test(name) ||
    wholeKey.test(name.replace(/\s+/gu, "")) ||
    decodeBase64(name).some((text) => key.test(text))
  );
}

/** Decodes the words of a name as base64. Tries four starts: other characters may precede the encoded text. */
function decodeBase64(name: string): string[] {
  const words = name.match(/[A-Za-z0-9+/_-]{40,}/g) ?? [];
  return words.flatMap((word) =>
    [0, 1, 2, 3].map((skipped) => {
      const encoded = word.slice(skipped).replaceAll("-", "+").replaceAll("_", "/");
      // A last group of one character encodes nothing.
      return atob(encoded.slice(0, encoded.length - (encoded.length % 4 === 1 ? 1 : 0)));
    }),
  );
}

/** Makes a display name from one that a sign-in provider sent. Null if nothing of it can be shown. */
export function toDisplayName(name: string, max: number): string | null {
  const tidied = cut(tidy(removeInvisible(name)), max);
  return tidied !== "" && findProblem(tidied) === undefined ? tidied : null;
}

function removeInvisible(name: string): string {
  const allowed = new Set(Array.from(name.matchAll(allowedInvisible), ({ index }) => index));
  let shown = "";
  let index = 0;
  for (const character of name) {
    if (/\s/u.test(character) || allowed.has(index) || !invisible.test(character)) shown += character;
    index += character.length;
  }
  return shown;
}

/** Cuts to `max` UTF-16 units, without splitting a surrogate pair. */
function cut(text: string, max: number): string {
  return text
    .slice(0, max)
    .replace(/[\ud800-\udbff]$/, "")
    .trim();
}

/** The form in which names are compared and searched: names that look the same become equal. */
export function foldName(name: string): string {
  return name
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ς", "σ")
    .normalize("NFKC")
    .replace(/\s+/gu, " ")
    .trim();
}
