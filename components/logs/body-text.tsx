import { CodeBlock } from "@/components/ui/code-block";
import { mostBodyBytes } from "@/lib/logs/schema";
import { indentJson } from "./indent-json";
import { LoggedText } from "./logged-text";

interface BodyTextProps {
  label: string;
  text: string;
  /** Of the whole body, of which the text may be the beginning. */
  bytes: number;
}

export function BodyText({ label, text, bytes }: BodyTextProps) {
  if (bytes === 0) return <p className="text-muted">No body</p>;
  const shown = indentJson(text) ?? text;
  return (
    <>
      <CodeBlock label={label} code={shown} wrap className="[&_pre]:max-h-120">
        <LoggedText text={shown} />
      </CodeBlock>
      {bytes > mostBodyBytes && <p className="text-muted text-sm">{describeCut(text, bytes)}</p>}
    </>
  );
}

function describeCut(text: string, bytes: number): string {
  const kept = new TextEncoder().encode(text).length;
  return `This body had ${bytes.toLocaleString("en")} bytes; the first ${kept.toLocaleString("en")} were kept.`;
}
