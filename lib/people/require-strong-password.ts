import "server-only";
import { AppError } from "@/lib/errors";
import { createPasswordCheck, type PersonalTexts } from "@/lib/people/password-strength";
import { singleton } from "@/lib/singleton";

/** Rejects a password that is easy to guess. Runs locally and stores nothing. */
export async function requireStrongPassword(password: string, texts: PersonalTexts): Promise<void> {
  const checkPassword = await singleton("password-check", loadPasswordCheck);
  const message = checkPassword(password, texts);
  if (message === null) return;
  throw new AppError("bad_request", message, { issues: [{ path: "password", message }] });
}

/** Loaded on the first sign-up, since the dictionaries take 40 MB. */
async function loadPasswordCheck() {
  const [common, english] = await Promise.all([
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en"),
  ]);
  return createPasswordCheck({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
  });
}
