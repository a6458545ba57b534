/** Headers that `proxy.ts` puts on a page's request for the page to read. */

/** Path and query of the page, for the way back after signing in. */
export const PATH_HEADER = 'x-desk-path'
/** The nonce that inline scripts of this response must carry. */
export const NONCE_HEADER = 'x-nonce'
