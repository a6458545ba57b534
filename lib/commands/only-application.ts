import { NIL_APPLICATION } from '@/lib/store/applications'

/** The application that all of these belong to; null where they belong to several, or to none that we know. */
export function onlyApplication(subjects: { applicationID: string }[]): string | null {
  const [first, ...others] = new Set(subjects.map(({ applicationID }) => applicationID))
  return first === undefined || others.length > 0 || first === NIL_APPLICATION ? null : first
}
