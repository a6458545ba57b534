/** Owns the audit log, and nobody signs in as it. */
export const AUDIT_OWNER = 'journey_desk_audit'

const TABLES = ['audit_entry', 'audit_draft', 'audit_head', 'audit_checkpoint']
const FUNCTIONS = [
  'append_audit_entry()',
  'ensure_audit_months(date, date)',
  'drop_audit_months(date)',
  'audit_hash(bytea, audit_entry)',
  'audit_field(text)',
  'refuse_audit_change()',
  'refuse_audit_insert()',
]

/**
 * Statements for a superuser: they give the audit log to an owner of its own, and leave `role`, which the desk signs in
 * as, the right to read it and to add to it. It then can neither change nor drop entries nor switch triggers off.
 */
export function auditRoleSQL(role: string): string {
  const desk = quoted(role)
  return `DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${AUDIT_OWNER}') THEN CREATE ROLE ${AUDIT_OWNER} NOLOGIN; END IF;
END $$;
GRANT USAGE, CREATE ON SCHEMA public TO ${AUDIT_OWNER};
${TABLES.map((table) => `ALTER TABLE ${table} OWNER TO ${AUDIT_OWNER};`).join('\n')}
DO $$ DECLARE month regclass; BEGIN
  FOR month IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'audit_entry'::regclass LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO ${AUDIT_OWNER}', month);
  END LOOP;
END $$;
${FUNCTIONS.map((name) => `ALTER FUNCTION ${name} OWNER TO ${AUDIT_OWNER};`).join('\n')}
REVOKE ALL ON ${TABLES.join(', ')} FROM PUBLIC, ${desk};
GRANT SELECT ON ${TABLES.join(', ')} TO ${desk};
GRANT INSERT ON audit_draft, audit_checkpoint TO ${desk};
GRANT USAGE ON SEQUENCE audit_draft_draft_id_seq TO ${desk};
`
}

function quoted(role: string): string {
  return `"${role.replaceAll('"', '""')}"`
}
