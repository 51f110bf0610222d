import { logStore } from "@/lib/logs/store/postgres-store";
import { describeLogStore } from "@/tests/support/models/log-store-conformance";

describeLogStore("the log in the main database", logStore);
