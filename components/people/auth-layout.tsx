import { KeyRound } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";
import { ThemeSwitch } from "@/components/ui/theme/theme-switch";

interface AuthLayoutProps {
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** A link to the alternative: "New here? Create an account." */
  footer?: ReactNode;
  /** For forms in cards. */
  wide?: boolean;
}

/** The layout of pages outside a workspace: sign in, sign up, join. */
export function AuthLayout({ title, description, children, footer, wide = false }: AuthLayoutProps) {
  return (
    <main className="flex min-h-dvh flex-col">
      <div className="flex items-center justify-between p-3">
        <p className="flex items-center gap-2 px-2 font-semibold">
          <span
            aria-hidden
            className="grid size-6 place-items-center rounded-control bg-accent text-on-accent"
          >
            <KeyRound className="size-4" />
          </span>
          API access
        </p>
        <ThemeSwitch />
      </div>
      <div
        className={cn(
          "mx-auto flex w-full flex-col gap-6 px-5 pt-[8vh] pb-16",
          wide ? "max-w-200" : "max-w-96",
        )}
      >
        <div className="flex flex-col gap-1.5">
          <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
          {description && <p className="text-muted">{description}</p>}
        </div>
        {children}
        {footer && <p className="text-muted">{footer}</p>}
      </div>
    </main>
  );
}
