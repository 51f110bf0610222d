import { createConnectorIn } from "@/tests/support/factories/connector";
import { createGzipBomb } from "@/tests/support/fixtures/gzip-bomb";
import { readCpuTime, readMemory, resetPeakMemory } from "./support/process";
import { defineTrial } from "./support/trial";

const bombs = 20;

export default defineTrial({
  title: "rejects a compressed gibibyte of zeros without inflating it",
  run: async ({ server }) => {
    const { writeKey } = await createConnectorIn();
    const body = createGzipBomb(1024);
    const send = async () => {
      const startedAt = performance.now();
      const response = await fetch(`${server.url}/v1/batch`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${writeKey}:`)}`, "content-encoding": "gzip" },
        body,
      });
      if (response.status !== 413) throw new Error(`Expected 413 but found ${response.status}.`);
      await response.text();
      return performance.now() - startedAt;
    };
    for (let n = 0; n < bombs; n += 1) await send();
    resetPeakMemory(server.pid);
    const [memoryBefore, cpuBefore] = [readMemory(server.pid).now, readCpuTime(server.pid)];
    const milliseconds: number[] = [];
    for (let n = 0; n < bombs; n += 1) milliseconds.push(await send());
    const cpu = (readCpuTime(server.pid) - cpuBefore) / bombs;
    const memory = readMemory(server.pid).peak - memoryBefore;
    const median = milliseconds.toSorted((a, b) => a - b)[bombs / 2] ?? Number.NaN;
    return [
      { name: "processor time of a bomb", value: cpu, unit: "ms", atMost: 50 },
      { name: "median answer", value: median, unit: "ms", atMost: 250 },
      { name: "memory above that of the idle server", value: memory, unit: "MB", atMost: 32 },
    ];
  },
});
