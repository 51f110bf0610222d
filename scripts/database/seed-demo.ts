import { isPassword } from "@/lib/auth/password";
import { pool } from "@/lib/db/pool";
import { findCredentials } from "@/lib/people/queries";
import { demo } from "../../prisma/demo";
import { seed } from "../../prisma/seed";

/** Any number that nothing else locks: of two processes that start on an empty database, one seeds. */
const lock = 5_707_312;

/** Makes the demo in a database without people. Says whom to sign in as, and whether the password is theirs. */
export async function seedDemo(options: { password: string; now?: Date }) {
  const client = await pool.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [lock]);
    const { rowCount } = await client.query('SELECT FROM "Person" LIMIT 1');
    const seeded = rowCount === 0 && (await seed(options));
    const { workspace, people } = demo;
    const owner = await findCredentials(people.owner);
    const passwordFits = await isPassword(options.password, owner?.passwordHash ?? null);
    return { seeded, demo: owner && { workspace, email: people.owner, passwordFits } };
  } finally {
    // Closes the connection, which gives the lock back.
    client.release(true);
  }
}
