import { vi } from "vitest";

export type LogLine = {
  level: string;
  msg: string;
  requestId?: string;
  err?: { type: string; message: string };
} & Record<string, unknown>;

/** Captures what the server's log writes in this process, until `vi.restoreAllMocks()`. */
export function captureServerLog(): () => LogLine[] {
  const write = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  return () => write.mock.calls.flatMap(([text]) => parseServerLog(String(text)));
}

/** Parses each line of a server's output. Throws where one is not JSON. */
export function parseServerLog(output: string): LogLine[] {
  return output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}
