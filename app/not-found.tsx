import Link from "next/link";
import { Button } from "@/components/ui/button";
import { NotFoundMessage } from "@/components/ui/feedback/not-found-message";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <NotFoundMessage>
        <Button asChild>
          <Link href="/">Go to the start</Link>
        </Button>
      </NotFoundMessage>
    </main>
  );
}
