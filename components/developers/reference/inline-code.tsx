import { Code } from "../guide-section";

/** Renders a sentence of the OpenAPI document. Text between backticks becomes code. */
export function InlineCode({ text }: { text: string }) {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? <Code key={part}>{part}</Code> : part));
}
