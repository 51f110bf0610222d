import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { Sender } from "@/lib/ingestion/http/authenticate";
import type { SdkRoute } from "@/lib/ingestion/http/route";

/** Node's request and its headers, on the fast path. */
export type NodeContext = { incoming?: Readable & { headers?: IncomingHttpHeaders } };

/** The state of a request while it is answered. */
export type SdkRequest = {
  id: string;
  /** By `performance.now()`. */
  startedAt: number;
  request: Request;
  route: SdkRoute;
  ipAddress: string;
  context: NodeContext;
  body: Buffer | null;
  /** Known once its key is. */
  sender: Sender | null;
};
