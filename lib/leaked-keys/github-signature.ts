import "server-only";
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { z } from "zod";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { logger } from "@/lib/logger";
import { singleton } from "@/lib/singleton";
import { hour, minute, second } from "@/lib/time";

/** GitHub's public keys for secret scanning, as https://api.github.com/meta/public_keys/secret_scanning lists them. */
const PublicKeys = z.object({
  public_keys: z.array(z.object({ key_identifier: z.string(), key: z.string() })).max(100),
});

type CachedKeys = { byId: ReadonlyMap<string, KeyObject>; fetchedAt: number };

type Cache = {
  keys: CachedKeys | null;
  /** Concurrent reports share a fetch. */
  pending: Promise<CachedKeys> | null;
  triedAt: number;
};

const cache = singleton("github public keys", (): Cache => ({ keys: null, pending: null, triedAt: 0 }));

const keysLifetime = hour;
/** An unknown key id fetches the list again, but not more often: anyone can send one. */
const minFetchInterval = minute;
const fetchTimeout = 5 * second;
const maxListBytes = 100_000;

/** Checks that GitHub signed the body: ECDSA with P-256 and SHA-256, by the key that the header names. */
export async function isSignedByGithub(body: Buffer, headers: Headers): Promise<boolean> {
  const keyId = headers.get("github-public-key-identifier") ?? "";
  const signature = headers.get("github-public-key-signature") ?? "";
  if (!/^[0-9a-f]{1,128}$/i.test(keyId) || !/^[0-9a-z+/=]{1,256}$/i.test(signature)) return false;
  const key = await findPublicKey(keyId);
  return key !== undefined && verify("sha256", body, key, Buffer.from(signature, "base64"));
}

async function findPublicKey(keyId: string): Promise<KeyObject | undefined> {
  const now = performance.now();
  const known = cache.keys?.byId.get(keyId);
  if (cache.keys && known && now - cache.keys.fetchedAt < keysLifetime) return known;
  const isTooEarly = cache.triedAt > 0 && now - cache.triedAt < minFetchInterval;
  if (!cache.pending && isTooEarly && cache.keys) return known;
  try {
    cache.pending ??= refreshPublicKeys(now);
    return (await cache.pending).byId.get(keyId);
  } catch (error) {
    logger.error({ err: error }, "The public keys of GitHub could not be fetched.");
    // The last list stays valid while GitHub cannot be reached.
    if (known) return known;
    throw new AppError("unavailable", "GitHub's public keys could not be fetched. Retry in a minute.", {
      headers: { "retry-after": "60" },
    });
  }
}

async function refreshPublicKeys(now: number): Promise<CachedKeys> {
  cache.triedAt = now;
  try {
    cache.keys = await fetchPublicKeys();
    return cache.keys;
  } finally {
    cache.pending = null;
  }
}

async function fetchPublicKeys(): Promise<CachedKeys> {
  const response = await fetch(env().GITHUB_SECRET_SCANNING_KEYS_URL, {
    headers: { accept: "application/json", "user-agent": "api-access" },
    redirect: "error",
    cache: "no-store",
    signal: AbortSignal.timeout(fetchTimeout),
  });
  if (!response.ok) throw new Error(`The list of public keys has status ${response.status}.`);
  const text = await response.text();
  if (text.length > maxListBytes) throw new Error("The list of public keys is too long.");
  const { public_keys: keys } = PublicKeys.parse(JSON.parse(text));
  const byId = new Map<string, KeyObject>();
  for (const { key_identifier: id, key } of keys) {
    const parsed = createPublicKey(key);
    const { namedCurve } = parsed.asymmetricKeyDetails ?? {};
    if (parsed.asymmetricKeyType === "ec" && namedCurve === "prime256v1") byId.set(id, parsed);
  }
  return { byId, fetchedAt: performance.now() };
}

/** For tests, which change the list. */
export function forgetGithubKeys(): void {
  Object.assign(cache, { keys: null, pending: null, triedAt: 0 } satisfies Cache);
}
