import { createId } from "@/lib/ids";
import { MachineMetricsRequest, type ProcessMetrics, ProcessMetricsReply } from "@/lib/metrics/messages";
import { second } from "@/lib/time";
import type { ServerProcess } from "./server-process";

const maxWait = 2 * second;

type Named = { name: string; process: ServerProcess };

/** Answers requests of a process for the metrics of all: processes have no connection to each other. */
export function relayMetrics(asking: ServerProcess, listProcesses: () => Named[]): void {
  asking.child.on("message", async (message) => {
    const request = MachineMetricsRequest.safeParse(message);
    if (!request.success) return;
    const collected = await Promise.all(listProcesses().map(ask));
    const processes = collected.filter((each) => each !== null);
    send(asking, { type: "machine-metrics", id: request.data.id, processes });
  });
}

/** Null if the process does not answer in time. */
function ask({ name, process }: Named): Promise<ProcessMetrics | null> {
  const id = createId();
  return new Promise((resolve) => {
    const settle = (result: ProcessMetrics | null) => {
      clearTimeout(timer);
      process.child.off("message", listen);
      resolve(result);
    };
    const listen = (message: unknown) => {
      const reply = ProcessMetricsReply.safeParse(message);
      if (reply.success && reply.data.id === id) settle({ name, metrics: reply.data.metrics });
    };
    const timer = setTimeout(() => settle(null), maxWait);
    process.child.on("message", listen);
    send(process, { type: "request-metrics", id });
  });
}

function send({ child }: ServerProcess, message: object): void {
  if (child.connected) child.send(message, () => undefined);
}
