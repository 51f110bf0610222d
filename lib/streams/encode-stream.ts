import { logger } from "@/lib/logger";
import type { OpenStream } from "@/lib/streams/open-streams";

/** Answers rows as NDJSON while they are found. */
export function streamRows<Row>(rows: AsyncGenerator<Row, void>, stream: OpenStream): Promise<Response> {
  return streamText(encodeRows(rows), stream, { "content-type": "application/x-ndjson; charset=utf-8" });
}

async function* encodeRows<Row>(rows: AsyncGenerator<Row, void>): AsyncGenerator<string, void> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

/**
 * Answers texts while they are created. The client's reading speed drives the generator. Later errors break the
 * connection, since a response that just ended would look complete.
 */
export async function streamText(
  texts: AsyncGenerator<string, void>,
  stream: OpenStream,
  headers: Record<string, string>,
): Promise<Response> {
  return new Response(await encodeStream(texts, stream), {
    headers: {
      // Compression would delay the rows.
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
      "x-content-type-options": "nosniff",
      ...headers,
    },
  });
}

/** Reads the first text before the response begins, so that its error becomes a response. */
async function encodeStream(
  texts: AsyncGenerator<string, void>,
  { ended, end }: OpenStream,
): Promise<ReadableStream<Uint8Array>> {
  const utf8 = new TextEncoder();
  let next = await texts.next().catch((error: unknown) => {
    end();
    throw error;
  });
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (next.done) {
          end();
          return controller.close();
        }
        controller.enqueue(utf8.encode(next.value));
        try {
          next = await texts.next();
        } catch (error) {
          if (!ended.aborted) logger.error({ err: error }, "A stream stopped.");
          end();
          controller.error(error);
        }
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}
