import type { OptionsType } from "@zxcvbn-ts/core";

/** Texts of a person that their password must not consist of. */
export type PersonalTexts = { name?: string; email?: string; workspaceName?: string };

/** Returns why a password is easy to guess, or null for a strong one. */
export type PasswordCheck = (password: string, texts: PersonalTexts) => string | null;

const productName = "API access";

/** The estimate takes quadratic time, and 64 characters are enough for it. */
const maxCheckedLength = 64;

/** On a scale of 0 to 4. 3 means more than 10^8 guesses, which the sign-in limits make infeasible. */
const minScore = 3;

/** Messages by zxcvbn-ts warning. */
const reasons: Record<string, string> = {
  straightRow: "Rows of keys are easy to guess.",
  keyPattern: "Patterns of keys are easy to guess.",
  simpleRepeat: "Repeated characters are easy to guess.",
  extendedRepeat: "Repeated words are easy to guess.",
  sequences: "Sequences such as “abc” or “6543” are easy to guess.",
  recentYears: "Years are easy to guess.",
  dates: "Dates are easy to guess.",
  topTen: "Attackers try this password first.",
  topHundred: "Attackers try this password first.",
  common: "Attackers try this password early.",
  similarToCommon: "This is close to a password that attackers try early.",
  wordByItself: "A single word is easy to guess.",
  namesByThemselves: "A name is easy to guess.",
  commonNames: "Names are easy to guess.",
  userInputs: "Your name, email and workspace are easy to guess, and so is the name of this product.",
};

/** Loads the library and checks against these dictionaries and keyboards. */
export async function createPasswordCheck(
  options: Pick<OptionsType, "dictionary" | "graphs">,
): Promise<PasswordCheck> {
  const { ZxcvbnFactory } = await import("@zxcvbn-ts/core");
  // With the default of 100 substitutions, as in "p@ssw0rd", a hostile password takes half a second.
  const zxcvbn = new ZxcvbnFactory({ ...options, maxLength: maxCheckedLength, l33tMaxSubstitutions: 8 });
  return (password, texts) => {
    const { score, feedback } = zxcvbn.check(password.normalize("NFKC"), listWords(texts));
    if (score >= minScore) return null;
    const reason = reasons[feedback.warning ?? ""] ?? "This is easy to guess.";
    return `${reason} Add a few unrelated words.`;
  };
}

/** Lists whole texts, their words, and the joined words: "API access" also gives "apiaccess". */
function listWords({ name = "", email = "", workspaceName = "" }: PersonalTexts): string[] {
  const words = [name, email, workspaceName, productName].flatMap((text) => {
    const parts =
      text
        .normalize("NFKC")
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu) ?? [];
    return [text, parts.join(""), ...parts];
  });
  return words.filter((word) => word.length >= 3).slice(0, 100);
}
