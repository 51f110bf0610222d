import { RejectedRequestError } from "@/components/forms/rejected-request-error";
import type { ActionResult } from "@/lib/action";
import type { Provider } from "@/lib/auth/providers";
import type { SignIn } from "@/lib/people/schema";
import { createPasskeyOptions } from "@/lib/two-factor/actions";

// Replaces next-auth's client, which leaves the page and loses the input when the network fails.

export function signInWithPassword(credentials: SignIn): Promise<ActionResult<null>> {
  const { code, ...fields } = credentials;
  return postCredentials({ ...fields, ...(code && { code }) });
}

/** Completes a sign-in at a provider. */
export function signInWithCode(code: string): Promise<ActionResult<null>> {
  return postCredentials({ code });
}

/** Signs in with a passkey. A key without a PIN also needs the email and password of the form. */
export async function signInWithPasskey(fields: Partial<SignIn> = {}): Promise<ActionResult<null>> {
  const options = await createPasskeyOptions({});
  if (!options.ok) return options;
  const { startAuthentication } = await import("@simplewebauthn/browser");
  const { email = "", password = "" } = fields;
  try {
    const answer = await startAuthentication({ optionsJSON: options.data });
    return await postCredentials({ passkey: JSON.stringify(answer), email, password });
  } catch (error) {
    if (error instanceof RejectedRequestError || error instanceof TypeError) throw error;
    // Cancelled, timed out, or not supported. Browsers do not tell which, so that a page cannot learn about passkeys.
    const message = "No passkey was used. Try again, or sign in with your password.";
    return { ok: false, code: "unauthorized", message, issues: [] };
  }
}

async function postCredentials(fields: Record<string, string>): Promise<ActionResult<null>> {
  const url = await post("callback/credentials", fields);
  const message = url.searchParams.has("csrf")
    ? "Your browser blocked the cookie. Allow cookies for this site and try again."
    : url.searchParams.get("error");
  return message ? { ok: false, code: "unauthorized", message, issues: [] } : { ok: true, data: null };
}

/** Redirects to the provider, which returns to `next`. */
export async function signInWithProvider(provider: Provider["id"], next: string): Promise<void> {
  window.location.assign(await post(`signin/${provider}`, { callbackUrl: next }));
}

export async function signOut(): Promise<void> {
  await post("signout", {});
  window.location.assign("/sign-in");
}

/** Returns the URL that next-auth would redirect to. Its CSRF token must match its cookie. */
async function post(path: string, fields: Record<string, string>): Promise<URL> {
  const { csrfToken } = await readJson(await fetch("/api/auth/csrf"), "csrfToken");
  const body = new URLSearchParams({ ...fields, csrfToken, json: "true" });
  const { url } = await readJson(await fetch(`/api/auth/${path}`, { method: "POST", body }), "url");
  return new URL(url, window.location.href);
}

/** next-auth answers a wrong password with 401 and a `url`: only a response without the field is a rejection. */
async function readJson<Field extends string>(
  response: Response,
  field: Field,
): Promise<Record<Field, string>> {
  const answer = await response
    .clone()
    .json()
    .catch(() => null);
  if (typeof answer?.[field] !== "string") throw await RejectedRequestError.from(response);
  return answer;
}
