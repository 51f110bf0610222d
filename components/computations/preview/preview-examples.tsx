"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { ExplanationTree, HoldsIcon } from "@/components/computations/explanation-tree";
import type { Preview } from "@/lib/computations/schema/explanation";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { toContactUrl } from "@/lib/contacts/schema/contact-page";

interface PreviewExamplesProps extends Pick<Preview, "examples"> {
  slug: string;
  kind: ContactKind;
  /** Whether the icon does not tell the whole result. */
  showsResults: boolean;
}

/** A few contacts with their result. Each opens to its reasons. */
export function PreviewExamples({ slug, kind, examples, showsResults }: PreviewExamplesProps) {
  if (examples.length === 0) return null;
  return (
    <section className="flex flex-col gap-1">
      <h3 className="font-medium text-muted text-sm">Examples</h3>
      <ul className="-mx-2 flex flex-col">
        {examples.map(({ contact, holds, result, explanation }) => (
          <li key={contact.id}>
            <details className="group rounded-control open:bg-inset">
              <summary className="flex min-h-control list-none items-center gap-2 rounded-control px-2 hover:bg-hover [&::-webkit-details-marker]:hidden">
                <HoldsIcon holds={holds} className="mt-0" />
                <span className="min-w-0 flex-1 truncate">{contact.name}</span>
                {showsResults && <span className="max-w-1/2 truncate text-muted text-sm">{result}</span>}
                <ChevronRight
                  aria-hidden
                  className="size-4 shrink-0 text-muted transition-transform duration-150 group-open:rotate-90"
                />
              </summary>
              <div className="flex flex-col gap-2 px-2 pt-1 pb-2.5">
                {explanation && <ExplanationTree explanation={explanation} />}
                <Link
                  href={toContactUrl(slug, kind, contact.id)}
                  prefetch={false}
                  className="link self-start text-sm"
                >
                  Open this {kind}
                </Link>
              </div>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
