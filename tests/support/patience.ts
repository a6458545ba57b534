/**
 * How long a test waits for what comes by itself, in milliseconds. Long, since a busy machine is no defect; what the
 * product promises to do in time has a limit of its own in the test that holds it.
 */
export const PATIENCE_MS = 20_000
export const PATIENT = { timeout: PATIENCE_MS, interval: 100 }
