import { logger } from "@/lib/logger";
import type { OpenStream } from "@/lib/streams/open-streams";

/** Answers rows as NDJSON while they are found. */
export async function streamRows<Row>(
  rows: AsyncGenerator<Row, void>,
  stream: OpenStream,
): Promise<Response> {
  return new Response(await encodeStream(rows, stream), {
    headers: {
      "content-type": "application/x-ndjson; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
      "x-content-type-options": "nosniff",
    },
  });
}

/** The first row is read before the response is read before, so that its error becomes a response. */
async function encodeStream<Row>(
  rows: AsyncGenerator<Row, void>,
  { ended, end }: OpenStream,
): Promise<ReadableStream<Uint8Array>> {
  const utf8 = new TextEncoder();
  let next = await rows.next().catch((error: unknown) => {
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
        controller.enqueue(utf8.encode(`${JSON.stringify(next.value)}\n`));
        try {
          next = await rows.next();
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
