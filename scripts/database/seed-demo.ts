import { verifyPassword } from "@/lib/auth/password";
import { pool } from "@/lib/db/pool";
import { findSignInCredentials } from "@/lib/two-factor/queries";
import { demo } from "../../prisma/demo";
import { finishSeed, seed } from "../../prisma/seed";

/** Advisory lock: one of several processes seeds an empty database. */
const lock = 5_707_312;

/** Seeds the demo if the database has no people, or finishes one whose seeding was killed. Returns the demo's owner and whether the password is theirs. */
export async function seedDemo(options: { password: string; now?: Date }) {
  const client = await pool.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [lock]);
    const { rowCount } = await client.query('SELECT FROM "Person" LIMIT 1');
    const seeded = rowCount === 0 ? await seed(options) : await finishSeed(options);
    const { workspace, people } = demo;
    const owner = await findSignInCredentials(people.owner);
    const passwordFits = await verifyPassword(options.password, owner?.passwordHash ?? null);
    return { seeded, demo: owner && { workspace, email: people.owner, passwordFits } };
  } finally {
    // Closes the connection, which releases the lock.
    client.release(true);
  }
}
