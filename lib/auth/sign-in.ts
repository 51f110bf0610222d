import "server-only";
import { isPassword } from "@/lib/auth/password";
import { forgetSignIns, throttleSignIn } from "@/lib/auth/throttle";
import { AppError } from "@/lib/errors";
import { findCredentials } from "@/lib/people/queries";
import { SignIn } from "@/lib/people/schema";

/**
 * The id of the person with this address and password. An unknown address and a wrong password have the same
 * answer, which takes the same time.
 */
export async function signIn(input: unknown, client: string): Promise<string> {
  const parsed = SignIn.safeParse(input);
  if (!parsed.success) throw noMatch();
  const { email, password } = parsed.data;

  throttleSignIn(email, client);
  const credentials = await findCredentials(email);
  const matches = await isPassword(password, credentials?.passwordHash ?? null);
  if (!credentials || !matches) throw noMatch();
  forgetSignIns(email, client);
  return credentials.id;
}

function noMatch(): AppError {
  return new AppError("unauthorized", "No account has this address and password. Check both and try again.");
}
