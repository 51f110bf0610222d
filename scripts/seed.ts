import { pool } from "@/lib/db/pool";
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
  const people = await client.query('SELECT FROM "Person" LIMIT 1');
  const seeded = people.rowCount === 0 && (await seed({ password }));
  const email = demo.people.owner;
  const { rowCount } = await client.query('SELECT FROM "Person" WHERE email = $1', [email]);
  console.log(JSON.stringify({ seeded, demo: rowCount ? { workspace: demo.workspace, email } : null }));
});
