import { z } from 'zod'
import { AuditExportSchema } from '@/lib/query/export-audit'
import { ErrorExportSchema, HotspotExportSchema } from '@/lib/query/export-calls'
import { DeliveryExportSchema } from '@/lib/query/export-deliveries'
import { FindingExportSchema } from '@/lib/query/export-findings'
import { IncidentExportSchema } from '@/lib/query/export-incidents'
import { JourneyExportSchema } from '@/lib/query/export-journeys'
import type { Operation } from './operation'

const table = z
  .string()
  .meta({ description: 'CSV as in RFC 4180, in UTF-8 with its mark; the first line names columns.' })
const shared = { method: 'get', needs: 'triage', mediaType: 'text/csv', answer: table } as const
const description = 'Everything that matches, as it is read: no page, no limit. The export stands in the audit log.'

export const EXPORT_OPERATIONS: Operation[] = [
  {
    ...shared,
    path: '/exports/journeys',
    id: 'exportJourneys',
    summary: 'Journeys as CSV.',
    description,
    query: JourneyExportSchema,
    example: { query: { stuck: 'true', zone: 'Asia/Kolkata' } },
  },
  {
    ...shared,
    path: '/exports/findings',
    id: 'exportFindings',
    summary: 'Findings as CSV.',
    description,
    query: FindingExportSchema,
    example: { query: { status: 'open', zone: 'Asia/Kolkata' } },
  },
  {
    ...shared,
    path: '/exports/incidents',
    id: 'exportIncidents',
    summary: 'Incidents as CSV, each with how far it reaches.',
    description,
    query: IncidentExportSchema,
    example: { query: { status: 'open', zone: 'Asia/Kolkata' } },
  },
  {
    ...shared,
    path: '/exports/deliveries',
    id: 'exportDeliveries',
    summary: 'Webhook deliveries as CSV, without headers and bytes.',
    description,
    query: DeliveryExportSchema,
    example: { query: { verdict: 'signature-mismatch', zone: 'Asia/Kolkata' } },
  },
  {
    ...shared,
    path: '/exports/errors',
    id: 'exportErrors',
    summary: 'Errors by code, route and caller as CSV.',
    description,
    query: ErrorExportSchema,
    example: { query: { zone: 'Asia/Kolkata' } },
  },
  {
    ...shared,
    path: '/exports/rate-limits',
    id: 'exportHotspots',
    summary: 'Caller and route with 429s as CSV.',
    description,
    query: HotspotExportSchema,
    example: { query: { zone: 'Asia/Kolkata' } },
  },
  {
    ...shared,
    needs: 'admin',
    path: '/exports/audit',
    id: 'exportAudit',
    summary: 'The audit log as CSV.',
    description,
    query: AuditExportSchema,
    example: { query: { action: 'reveal', zone: 'Asia/Kolkata' } },
  },
]
