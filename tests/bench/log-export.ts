import type { WorkspaceId } from "@/lib/auth/actor";
import { LogFilter } from "@/lib/logs/schema";
import { workspaceAt } from "@/tests/support/factories/many-calls";
import { withManyCalls } from "./logs";

const maxCalls = Number(process.env.BENCH_EXPORTED || 1_000_000);
const megabyte = 1_048_576;

/** Memory during an export of the largest workspace of `npm run bench -- logs`, in each format. */
export function benchExport(): Promise<void> {
  return withManyCalls(async () => {
    for (const format of ["csv", "ndjson"] as const) await measureExport(format);
  });
}

async function measureExport(format: "csv" | "ndjson"): Promise<void> {
  const { createExportStream } = await import("@/lib/logs/export/export-file");
  const reader = createExportStream(workspaceAt(0) as WorkspaceId, LogFilter.parse({}), format).getReader();
  const started = performance.now();
  let [calls, bytes, pages] = [0, 0, 0];
  console.log(
    `\n${format}\n${"calls".padStart(12)}${"MB".padStart(10)}${"seconds".padStart(10)}${"RSS, MB".padStart(10)}`,
  );
  for (let part = await reader.read(); !part.done && calls < maxCalls; part = await reader.read()) {
    bytes += part.value.length;
    // The CSV header is a separate chunk.
    if (pages > 0 || format === "ndjson") calls += 500;
    pages += 1;
    if (calls === 0 || calls % (maxCalls / 10) !== 0) continue;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const [size, memory] = [bytes, process.memoryUsage().rss].map((each) => Math.round(each / megabyte));
    console.log(
      `${calls.toLocaleString("en").padStart(12)}${String(size).padStart(10)}${seconds.padStart(10)}${String(memory).padStart(10)}`,
    );
  }
  await reader.cancel();
}
