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

export function SubHeading({ children }: { children: string }) {
  return <h3 className="pt-3 font-medium">{children}</h3>;
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
  return Array.from(text.matchAll(/`([^`]+)`|[^`]+/g), ({ 0: part, 1: code, index }) =>
    code === undefined ? part : <Code key={index}>{code}</Code>,
  );
}
