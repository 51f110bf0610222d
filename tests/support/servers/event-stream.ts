import { EventSourceParserStream } from "eventsource-parser/stream";

export type StreamEvent = { id: string | null; name: string; data: unknown };

/** Reads server-sent events with JSON data until the stream ends or the caller stops. */
export async function* readEvents(response: Response): AsyncGenerator<StreamEvent, undefined, undefined> {
  if (!response.body) throw new Error("The response has no body.");
  const events = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  for await (const { id, event, data } of events)
    yield { id: id ?? null, name: event ?? "", data: JSON.parse(data) };
}
