import { RejectedRequestError } from "@/components/forms/rejected-request-error";
import type { ActionResult } from "@/lib/action";
import type { Provider } from "@/lib/auth/providers";
import type { SignIn } from "@/lib/people/schema";

// Replaces next-auth's client, which leaves the page and loses the input when the network fails.

export async function signInWithPassword(credentials: SignIn): Promise<ActionResult<null>> {
  const url = await post("callback/credentials", credentials);
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
