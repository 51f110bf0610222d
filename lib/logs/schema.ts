import { z } from "zod";

/** Which part of the log is shown: all of the workspace's, or one application's, older than a row. */
export const LogQuery = z.object({
  applicationId: z.ulid().optional(),
  /** The id of the last row that was seen. */
  before: z.ulid().optional(),
});
export type LogQuery = z.infer<typeof LogQuery>;

export const LogToShow = z.strictObject({ id: z.ulid() });

/** A call as the list shows it. */
export type LogRow = {
  /** The request id. */
  id: string;
  applicationId: string;
  /** Also of one that was deleted since. */
  applicationName: string;
  time: Date;
  method: string;
  path: string;
  status: number;
  /** Milliseconds. */
  duration: number;
  client: string;
};

/** A part of the list. `next` is what to ask for as `before` to go on; null where nothing older is left. */
export type LogPage = { rows: LogRow[]; next: string | null };

/** Bytes that are kept of a body. */
export const mostBodyBytes = 16_384;

/** The whole exchange. Secrets were removed before it was stored; bodies are kept to 16 KiB. */
export type LogDetail = LogRow & {
  route: string | null;
  permission: string | null;
  errorCode: string | null;
  ipAddress: string;
  query: string;
  requestHeaders: Record<string, string>;
  requestBody: string;
  /** Bytes of the whole body, of which `requestBody` may be the beginning. */
  requestBytes: number;
  responseHeaders: Record<string, string>;
  responseBody: string;
  responseBytes: number;
};

/** Whose log it is. */
export type LoggedApplication = { id: string; name: string; deleted: boolean };
