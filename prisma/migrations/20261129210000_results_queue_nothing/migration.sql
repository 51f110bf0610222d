-- The worker writes computed properties, which no scope watches: the trigger skips them.
CREATE OR REPLACE TRIGGER "queueChangedUser" AFTER UPDATE OF "properties", "externalId", "email" ON "User"
    FOR EACH ROW WHEN (current_setting('computations.writes_results', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION "queueChangedContact"('user');
CREATE OR REPLACE TRIGGER "queueChangedAccount" AFTER UPDATE OF "properties", "externalId", "domain" ON "Account"
    FOR EACH ROW WHEN (current_setting('computations.writes_results', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION "queueChangedContact"('account');
