import { NotFoundMessage } from "@/components/ui/feedback/not-found-message";

export const metadata = { title: "Not found" };

export default function ContactsNotFound() {
  return (
    <div>
      <NotFoundMessage />
    </div>
  );
}
