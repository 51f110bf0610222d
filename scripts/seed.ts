import { isPassword } from "@/lib/auth/password";
import { pool } from "@/lib/db/pool";
import { findCredentials } from "@/lib/people/queries";
import { demo } from "../prisma/demo";
import { seed } from "../prisma/seed";
import { Failure, runCommand } from "./failure";

/** Any number that nothing else locks: of two processes that start on an empty database, one seeds. */
const lock = 5_707_312;

await runCommand(async () => {
  const password = process.env.DEMO_PASSWORD;
  if (!password) throw new Failure("DEMO_PASSWORD must be set.");
  const client = await pool.connect();
  await client.query("SELECT pg_advisory_lock($1)", [lock]);
  const { rowCount } = await client.query('SELECT FROM "Person" LIMIT 1');
  const seeded = rowCount === 0 && (await seed({ password }));
  const { workspace, people } = demo;
  const owner = await findCredentials(people.owner);
  const passwordFits = await isPassword(password, owner?.passwordHash ?? null);
  console.log(JSON.stringify({ seeded, demo: owner && { workspace, email: people.owner, passwordFits } }));
});
