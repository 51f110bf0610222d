// A minimal Next.js route handler.
export const dynamic = "force-dynamic";

export function GET() {
  return Response.json({ data: [{ id: "01JD9Z0C6T8G4W2Y5X7V9B1N3M", name: "Power users" }] });
}
