import { startComputationWorker } from "@/lib/computations/engine/worker";

// A process that computes queued contacts of DATABASE_URL until it is killed.
startComputationWorker();
process.send?.("ready");
