import "server-only";
import { hash, verify } from "@node-rs/argon2";

/** An argon2id hash, with the parameters that OWASP recommends. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFKC"), { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
}

/** Made at once, so that the first unknown address is not slower than the second. */
const decoy = hashPassword(crypto.randomUUID());

/** Without a hash the answer is no, and takes as long: an address cannot be told from an unknown one by time. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await decoy), password.normalize("NFKC"));
  return matches && passwordHash !== null;
}
