import { ingest } from "@/lib/ingestion/http/ingest";

const answer = (request: Request) => ingest(request);

export { answer as GET, answer as POST, answer as OPTIONS };
