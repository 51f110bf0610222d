import { generateClient } from "@/scripts/build/generate-client";
import { CommandError, runCommand } from "@/scripts/command/run-command";
import { benchCollector } from "./collector";
import { benchComputations } from "./computations/engine";
import { benchComputationWrites } from "./computations/writes";
import { benchContacts } from "./contacts";
import { benchCreateDialog } from "./create-dialog";
import { benchDatabases } from "./databases";
import { benchFastPath } from "./fast-path";
import { benchIngestion } from "./ingestion";
import { benchJsonScanner } from "./json-scanner";
import { benchKeyUse } from "./key-use";
import { benchExport } from "./log-export";
import { benchLive } from "./log-live";
import { benchLogStore } from "./log-store";
import { benchLogging } from "./logging";
import { benchLogs } from "./logs";
import { benchObservability } from "./observability";
import { benchPageLoad } from "./page-load";
import { benchProcessorTime } from "./processor-time";
import { benchRateLimit } from "./rate-limit";
import { benchTracking } from "./tracking";
import { benchUpsert } from "./upsert";
import { benchWorkers } from "./workers";

/** `npm run bench` runs the first one; others by name: `npm run bench -- contacts`. */
const benches: Record<string, () => Promise<void>> = {
  "fast-path": benchFastPath,
  contacts: benchContacts,
  computations: benchComputations,
  "computation-writes": benchComputationWrites,
  tracking: benchTracking,
  upsert: benchUpsert,
  logging: benchLogging,
  workers: benchWorkers,
  databases: benchDatabases,
  collector: benchCollector,
  ingestion: benchIngestion,
  "log-store": benchLogStore,
  logs: benchLogs,
  "key-use": benchKeyUse,
  "log-export": benchExport,
  "log-live": benchLive,
  "create-dialog": benchCreateDialog,
  "page-load": benchPageLoad,
  "json-scanner": benchJsonScanner,
  "rate-limit": benchRateLimit,
  observability: benchObservability,
  "processor-time": benchProcessorTime,
};

await runCommand(async () => {
  const [name = "fast-path"] = process.argv.slice(2);
  const bench = benches[name];
  if (!bench) throw new CommandError(`npm run bench takes one of: ${Object.keys(benches).join(", ")}`);
  // The measured modules read it when they are loaded.
  await generateClient();
  await bench();
});
