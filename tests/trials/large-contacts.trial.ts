import { pool } from "@/lib/db/pool";
import { measureDuring } from "./support/latency";
import { readMemory } from "./support/process";
import { defineTrial } from "./support/trial";

const contacts = 100;
const lists = 4;

export default defineTrial({
  title: "limits the bytes of a page of large contacts",
  run: async ({ server, createApplication, signal }) => {
    const busy = await createApplication();
    const neighbour = await createApplication();
    // Contacts that are older than the maximum number of properties.
    await pool.query(
      `INSERT INTO "User" ("workspaceId", "id", "externalId", "properties")
       SELECT $1, 'large' || lpad(i::text, 3, '0'), i::text, jsonb_build_object('text', repeat('t', 1000000))
       FROM generate_series(1, $2) i`,
      [busy.workspaceId, contacts],
    );
    const probe = { url: `${server.url}/api/validate`, headers: { "x-api-key": neighbour.key } };
    const sizes: number[] = [];
    const readAll = async () => {
      for (let cursor = ""; ; ) {
        const url = `${server.url}/api/users?limit=100${cursor}`;
        const response = await fetch(url, { headers: { "x-api-key": busy.key }, signal });
        const text = await response.text();
        if (response.status !== 200) throw new Error(`A page was answered by ${response.status}.`);
        sizes.push(Buffer.byteLength(text) / 1_048_576);
        const { page } = JSON.parse(text) as { page: { next: string | null } };
        if (!page.next) return;
        cursor = `&cursor=${page.next}`;
      }
    };
    const before = readMemory(server.pid).now;
    const latencies = await measureDuring(probe, () => Promise.all(Array.from({ length: lists }, readAll)));
    return [
      { name: "largest page", value: Math.max(...sizes), unit: "MiB", atMost: 5.5 },
      { name: "pages of each list", value: sizes.length / lists, unit: "", atLeast: 15 },
      {
        name: "memory that 4 readers add",
        value: readMemory(server.pid).peak - before,
        unit: "MB",
        atMost: 500,
      },
      { name: "maximum wait of another tenant", value: latencies.max, unit: "ms", atMost: 1_000 },
    ];
  },
});
