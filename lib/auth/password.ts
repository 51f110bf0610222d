import "server-only";
import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { createWorkQueue } from "@/lib/auth/work-queue";
import { AppError } from "@/lib/errors";
import { singleton } from "@/lib/singleton";

/**
 * argon2 keeps a thread of libuv and a core busy for each password, which everything else in the process shares: one at a
 * time on small machines, two on larger ones.
 */
const queue = singleton("password-queue", () =>
  createWorkQueue({
    concurrency: availableParallelism() > 2 ? 2 : 1,
    depth: 100,
    urgentDepth: 20,
    isFull: () =>
      new AppError("unavailable", "Many people are signing in right now. Try again in a few seconds.", {
        headers: { "retry-after": "5" },
      }),
  }),
);

/** An argon2id hash, with the parameters that OWASP recommends. */
export function hashPassword(password: string): Promise<string> {
  return queue.run(() =>
    hash(password.normalize("NFKC"), { memoryCost: 19_456, timeCost: 2, parallelism: 1 }),
  );
}

/** Computed while the module loads, so that the first unknown address is not slower than the second. */
const decoy = hashPassword(crypto.randomUUID());

/** Without a hash the answer is no, and takes as long: an address cannot be told from an unknown one by time. */
export async function verifyPassword(
  password: string,
  passwordHash: string | null,
  { urgent = false } = {},
): Promise<boolean> {
  const expected = passwordHash ?? (await decoy);
  const matches = await queue.run(() => verify(expected, password.normalize("NFKC")), { urgent });
  return matches && passwordHash !== null;
}
