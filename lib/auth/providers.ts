import "server-only";
import Github, { type GithubEmail, type GithubProfile } from "next-auth/providers/github";
import Google, { type GoogleProfile } from "next-auth/providers/google";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { env } from "@/lib/env";

export type Provider = { id: "github" | "google"; label: string };

/** Lists the providers configured in the environment. */
export function listProviders(): Provider[] {
  const { GITHUB_ID, GITHUB_SECRET, GOOGLE_ID, GOOGLE_SECRET } = env();
  const providers: Provider[] = [];
  if (GITHUB_ID && GITHUB_SECRET) providers.push({ id: "github", label: "GitHub" });
  if (GOOGLE_ID && GOOGLE_SECRET) providers.push({ id: "google", label: "Google" });
  return providers;
}

/** Configures these providers for next-auth. A profile has an email only if the provider verified it. */
export function configureProviders() {
  return listProviders().map(({ id }) => (id === "github" ? configureGithub() : configureGoogle()));
}

function configureGithub(): OAuthConfig<GithubProfile> {
  const { GITHUB_ID = "", GITHUB_SECRET = "" } = env();
  return Github({
    clientId: GITHUB_ID,
    clientSecret: GITHUB_SECRET,
    userinfo: {
      url: "https://api.github.com/user",
      request: async ({ client, tokens }) => {
        const accessToken = tokens.access_token ?? "";
        const profile = await client.userinfo(accessToken);
        return { ...profile, email: await findVerifiedGithubEmail(accessToken) };
      },
    },
    profile: ({ id, name, login, email }) => ({ id: String(id), name: name ?? login, email }),
  });
}

/** Reads the email list, since a GitHub profile does not tell whether its email is verified. */
async function findVerifiedGithubEmail(accessToken: string): Promise<string | undefined> {
  const response = await fetch("https://api.github.com/user/emails", {
    headers: { Authorization: `Bearer ${accessToken}` },
  });
  if (!response.ok) return undefined;
  const emails: GithubEmail[] = await response.json();
  return emails.find(({ primary, verified }) => primary && verified)?.email;
}

function configureGoogle(): OAuthConfig<GoogleProfile> {
  const { GOOGLE_ID = "", GOOGLE_SECRET = "" } = env();
  return Google({
    clientId: GOOGLE_ID,
    clientSecret: GOOGLE_SECRET,
    profile: ({ sub, name, email, email_verified }) => ({
      id: sub,
      name,
      email: email_verified ? email : null,
    }),
  });
}
