import { layerSettings, type SettingKey, type Settings } from '@/lib/domain/settings'
import { NIL_APPLICATION } from '@/lib/store/applications'
import { db } from '@/lib/store/client'
import { ShortCache } from '@/lib/store/short-cache'
import type { Transaction } from '@/lib/store/transaction'

const cache = new ShortCache<Settings>(3_000)

/** What holds for one application: its own values over those for all, over the defaults. At most 3 seconds old. */
export async function loadSettings(applicationID: string | null = null): Promise<Settings> {
  const own = applicationID ?? NIL_APPLICATION
  const settings = await cache.read(own, async () => {
    const rows = await db().setting.findMany({
      where: { applicationID: { in: [NIL_APPLICATION, own] } },
      select: { applicationID: true, key: true, value: true },
    })
    const layer = (id: string): Record<string, unknown> =>
      Object.fromEntries(rows.filter((row) => row.applicationID === id).map((row) => [row.key, row.value]))
    return own === NIL_APPLICATION ? layerSettings(layer(own)) : layerSettings(layer(NIL_APPLICATION), layer(own))
  })
  return settings ?? layerSettings()
}

export interface SettingRow {
  /** Null: every application. */
  applicationID: string | null
  key: string
  value: unknown
  updatedAt: Date
  updatedBy: string
}

/** What somebody set, not the defaults. */
export async function listSettingRows(at: Transaction = db()): Promise<SettingRow[]> {
  const rows = await at.setting.findMany({
    select: { applicationID: true, key: true, value: true, updatedAt: true, updatedBy: true },
    orderBy: [{ key: 'asc' }, { applicationID: 'asc' }],
  })
  return rows.map((row) => ({
    ...row,
    applicationID: row.applicationID === NIL_APPLICATION ? null : row.applicationID,
  }))
}

/** Of what holds for one application; 0 where nobody set it. Every change gives another. */
export function revisionOfSetting(rows: SettingRow[], key: string, applicationID: string | null): number {
  return settingInForce(rows, key, applicationID)?.updatedAt.getTime() ?? 0
}

/** The application's own value, or that of every application. */
export function settingInForce(rows: SettingRow[], key: string, applicationID: string | null): SettingRow | undefined {
  const set = rows.filter((row) => row.key === key)
  return set.find((row) => row.applicationID === applicationID) ?? set.find((row) => row.applicationID === null)
}

export async function putSetting(
  setting: { applicationID: string | null; key: SettingKey; value: string | number | boolean; updatedBy: string },
  at: Transaction = db(),
): Promise<void> {
  const applicationID = setting.applicationID ?? NIL_APPLICATION
  const { key, value, updatedBy } = setting
  await at.setting.upsert({
    where: { applicationID_key: { applicationID, key } },
    create: { applicationID, key, value, updatedBy },
    update: { value, updatedBy, updatedAt: new Date() },
    select: { key: true },
  })
}

/** After a change by this process. */
export function forgetSettings(): void {
  cache.clear()
}

/** The default, or what was learned, holds again. */
export async function clearSetting(
  { applicationID, key }: { applicationID: string | null; key: SettingKey },
  at: Transaction = db(),
): Promise<void> {
  await at.setting.deleteMany({ where: { applicationID: applicationID ?? NIL_APPLICATION, key } })
}
