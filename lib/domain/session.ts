/** How long a sign-in holds, whatever is done with it. */
export const SESSION_SECONDS = 12 * 60 * 60
/** … and how long without a request. */
export const SESSION_IDLE_SECONDS = 2 * 60 * 60

/** How somebody signed in. */
export const SIGN_IN_METHODS = ['password', 'totp', 'recovery-code', 'sso'] as const
export type SignInMethod = (typeof SIGN_IN_METHODS)[number]
