/** The applications that a row `u` of desk_user may see, as text; null: every one. */
export const GRANTS = `CASE WHEN NOT u.every_application THEN ARRAY(SELECT g.application_id::text FROM user_application g
  WHERE g.user_id = u.user_id ORDER BY 1) END`
