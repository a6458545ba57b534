import { z } from 'zod'

/** A time as jsonb holds it. */
export const instantJSON = z.string().transform((value) => new Date(value))
