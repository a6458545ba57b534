-- What open pages are told of: a sequence a topic, moved once a writing statement. A sequence takes no row lock, so writers
-- never wait for each other here. docs/decisions/0051.
CREATE SEQUENCE "change_journeys";
CREATE SEQUENCE "change_findings";
CREATE SEQUENCE "change_deliveries";
CREATE SEQUENCE "change_calls";

CREATE FUNCTION "note_change"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM nextval(TG_ARGV[0]::regclass);
    RETURN NULL;
END $$;

-- Where statements that find nothing to write are usual: they are no change.
CREATE FUNCTION "note_changed_rows"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM "changed") THEN
        PERFORM nextval(TG_ARGV[0]::regclass);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER "note_insert" AFTER INSERT ON "journey" REFERENCING NEW TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION "note_changed_rows"('change_journeys');
CREATE TRIGGER "note_update" AFTER UPDATE ON "journey" REFERENCING NEW TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION "note_changed_rows"('change_journeys');
CREATE TRIGGER "note_insert" AFTER INSERT ON "finding" REFERENCING NEW TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION "note_changed_rows"('change_findings');
CREATE TRIGGER "note_update" AFTER UPDATE ON "finding" REFERENCING NEW TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION "note_changed_rows"('change_findings');
CREATE TRIGGER "note_delete" AFTER DELETE ON "finding"
    FOR EACH STATEMENT EXECUTE FUNCTION "note_change"('change_findings');
CREATE TRIGGER "note_insert" AFTER INSERT ON "webhook_delivery"
    FOR EACH STATEMENT EXECUTE FUNCTION "note_change"('change_deliveries');
CREATE TRIGGER "note_update" AFTER UPDATE ON "webhook_delivery" REFERENCING NEW TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION "note_changed_rows"('change_deliveries');
CREATE TRIGGER "note_insert" AFTER INSERT ON "api_call"
    FOR EACH STATEMENT EXECUTE FUNCTION "note_change"('change_calls');
