export type StreamEvent = { id: string | null; name: string; data: unknown };

/** Reads server-sent events until the stream ends, or nobody wants more of them. */
export async function* readEvents(response: Response): AsyncGenerator<StreamEvent, undefined, undefined> {
  if (!response.body) throw new Error("There is no stream.");
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of response.body) {
    text += decoder.decode(bytes, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) yield toEvent(block);
  }
}

function toEvent(block: string): StreamEvent {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? null;
  return { id: field("id"), name: field("event") ?? "", data: JSON.parse(field("data") ?? "null") };
}
