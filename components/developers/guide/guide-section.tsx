import type { ReactNode } from "react";

interface GuideSectionProps {
  /** The anchor: "#errors". */
  id: string;
  title: string;
  children: ReactNode;
}

export function GuideSection({ id, title, children }: GuideSectionProps) {
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3 [&>p]:max-w-[70ch]">
      <h2 id={id} className="scroll-mt-20 font-semibold text-xl tracking-tight">
        <a href={`#${id}`} className="rounded-[2px] hover:underline hover:underline-offset-4">
          {title}
        </a>
      </h2>
      {children}
    </section>
  );
}

/** Code within a sentence. */
export function Code({ children }: { children: ReactNode }) {
  return (
    <code className="whitespace-nowrap rounded-[4px] border bg-inset px-1 py-px font-mono text-sm">
      {children}
    </code>
  );
}

/** Renders a sentence of the OpenAPI document: text between backticks becomes code. */
export function InlineCode({ text }: { text: string }) {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? <Code key={part}>{part}</Code> : part));
}
