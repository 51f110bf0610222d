import "server-only";
import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { createWorkQueue } from "@/lib/auth/work-queue";
import { AppError } from "@/lib/errors";
import { singleton } from "@/lib/singleton";

/** Each argon2 run blocks a libuv thread and a core: one run at a time on up to two cores, else two. */
const queue = singleton("password-queue", () =>
  createWorkQueue({
    concurrency: availableParallelism() > 2 ? 2 : 1,
    depth: 100,
    urgentDepth: 20,
    createFullError: () =>
      new AppError("unavailable", "Too many sign-ins at the moment. Try again in a few seconds.", {
        headers: { "retry-after": "5" },
      }),
  }),
);

/** Hashes with argon2id and the parameters that OWASP recommends. */
export function hashPassword(password: string): Promise<string> {
  return queue.run(() =>
    hash(password.normalize("NFKC"), { memoryCost: 19_456, timeCost: 2, parallelism: 1 }),
  );
}

/** Hashed at startup, so that the first unknown email takes no longer than later ones. */
const decoyHash = hashPassword(crypto.randomUUID());

/** Verifies against a decoy hash if the account has none: response times must not reveal which emails have an account. */
export async function verifyPassword(
  password: string,
  passwordHash: string | null,
  { urgent = false } = {},
): Promise<boolean> {
  const expected = passwordHash ?? (await decoyHash);
  const matches = await queue.run(() => verify(expected, password.normalize("NFKC")), { urgent });
  return matches && passwordHash !== null;
}
