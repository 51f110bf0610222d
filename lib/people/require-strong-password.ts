import "server-only";
import { AppError } from "@/lib/errors";
import { createPasswordCheck, type PersonalTexts } from "@/lib/people/password-strength";
import { singleton } from "@/lib/singleton";

/** Rejects a password that is easy to guess. Nothing leaves the process, and nothing is kept. */
export async function requireStrongPassword(password: string, texts: PersonalTexts): Promise<void> {
  const findWeakness = await singleton("find-password-weakness", loadPasswordCheck);
  const message = findWeakness(password, texts);
  if (message === null) return;
  throw new AppError("bad_request", message, { issues: [{ path: "password", message }] });
}

/** The dictionaries take 40 MB: they are loaded for the first person who signs up. */
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
