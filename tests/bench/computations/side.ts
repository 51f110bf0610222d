import { drain } from "@/lib/computations/engine/worker";
import { saveComputation } from "@/lib/computations/mutations";
import { previewComputation } from "@/lib/computations/preview/queries";
import type { ComputationBody } from "@/lib/computations/schema/computation";
import { pool } from "@/lib/db/pool";
import { all, eventAtLeast, propertyIs, toForm } from "@/tests/support/factories/computations";
import { many } from "@/tests/support/factories/many-contacts";

/**
 * A process with the database of DATABASE_URL. Its parent sends the name of a task and gets its figures: one workspace,
 * the same computations, whatever the number of contacts.
 */
const { rows } = await pool.query(`SELECT "id" FROM "Workspace"`);
const workspaceId = rows[0]?.id;
const author = { workspaceId, personId: null };

const drafts: Record<string, ComputationBody> = {
  "a property": { type: "segment", condition: all(propertyIs("plan", "business")) },
  "an event": {
    type: "segment",
    condition: all(eventAtLeast(many.commonName, 3, { range: "lastDays", days: 300 })),
  },
  "a rare event and a property": {
    type: "segment",
    condition: all(
      eventAtLeast(many.rareName, 1, { range: "lastDays", days: 300 }),
      propertyIs("plan", "free", true),
    ),
  },
  "a score of three rules": {
    type: "score",
    rules: [
      { name: "Seen", condition: all(eventAtLeast(many.commonName, 5)), weight: 3, skipUnknown: false },
      { name: "Paid", condition: all(eventAtLeast(many.rareName, 1)), weight: 2, skipUnknown: false },
      { name: "Business", condition: all(propertyIs("plan", "business")), weight: 1, skipUnknown: true },
    ],
    good: 70,
    bad: 30,
  },
};

const tasks: Record<string, (argument: number) => Promise<unknown>> = {
  /** Milliseconds to apply a new segment of an event to all contacts. */
  apply: async () => {
    const body = drafts["an event"] as ComputationBody;
    await saveComputation(author, toForm("Active", body));
    const start = performance.now();
    await drain();
    return performance.now() - start;
  },
  /** Microseconds per contact chosen at random: first from cold caches, then as after a write, which has read its rows. */
  compute: async (count) => {
    const chosen = await pool.query<{ id: string }>(
      `SELECT "id" FROM "User" WHERE "workspaceId" = $1 ORDER BY random() LIMIT $2`,
      [workspaceId, count],
    );
    const ids = chosen.rows.map(({ id }) => id);
    const measureOnce = async () => {
      await pool.query(
        `INSERT INTO "ComputationQueue" ("workspaceId", "kind", "contactId", "cause")
         SELECT $1, 'user', "id", 'property' FROM unnest($2::text[]) "id"`,
        [workspaceId, ids],
      );
      const start = performance.now();
      await drain();
      return ((performance.now() - start) * 1_000) / count;
    };
    return { cold: await measureOnce(), warm: await measureOnce() };
  },
  /** Milliseconds of each preview, by draft. */
  preview: async (count) => {
    const figures: Record<string, { milliseconds: number[]; evaluated: number }> = {};
    for (const [name, body] of Object.entries(drafts)) {
      const milliseconds: number[] = [];
      let evaluated = 0;
      for (let index = 0; index < count; index += 1) {
        const start = performance.now();
        const preview = await previewComputation(workspaceId, toForm("Draft", body), { exact: false });
        milliseconds.push(performance.now() - start);
        evaluated = preview.evaluated;
      }
      figures[name] = { milliseconds, evaluated };
    }
    return figures;
  },
};

process.on("message", async ({ task, argument }: { task: string; argument: number }) => {
  process.send?.(await tasks[task]?.(argument));
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
