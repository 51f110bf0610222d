import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/components/ui/class-names";

interface CardProps extends Omit<ComponentProps<"section">, "title"> {
  title?: ReactNode;
  description?: ReactNode;
  /** Right of the title. */
  action?: ReactNode;
  /** Buttons at the bottom. */
  footer?: ReactNode;
}

export function Card({ title, description, action, footer, className, children, ...props }: CardProps) {
  return (
    <section {...props} className={cn("rounded-surface border bg-surface", className)}>
      {title && (
        <header
          className={cn("flex flex-wrap items-start justify-between gap-3 px-5 pt-5", !children && "pb-5")}
        >
          <div className="flex min-w-0 flex-1 basis-60 flex-col gap-0.5">
            <h2 className="font-semibold text-lg">{title}</h2>
            {description && <p className="max-w-[70ch] text-muted">{description}</p>}
          </div>
          {action}
        </header>
      )}
      {children && <div className="p-5">{children}</div>}
      {footer && <footer className="flex items-center justify-end gap-2 border-t px-5 py-3">{footer}</footer>}
    </section>
  );
}
