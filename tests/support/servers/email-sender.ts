import { startEmailSender } from "@/lib/email/sender";

// A process that sends queued emails of DATABASE_URL by SMTP_URL until SIGTERM, or until it is killed.
const sender = startEmailSender();
process.on("SIGTERM", () => void sender.stop().then(() => process.exit(0)));
process.send?.("ready");
