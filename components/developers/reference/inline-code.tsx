import { Code } from "../guide-section";

/** A sentence of the OpenAPI document, with what is between backticks as code. */
export function InlineCode({ text }: { text: string }) {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? <Code key={part}>{part}</Code> : part));
}
