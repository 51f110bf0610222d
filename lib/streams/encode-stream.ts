import { logger } from "@/lib/logger";
import type { OpenStream } from "@/lib/streams/open-streams";

/** Encodes rows as NDJSON. The first one is read before, so that its error becomes a response. */
export async function encodeStream<Row>(
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
