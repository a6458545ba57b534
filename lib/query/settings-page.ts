import type { Principal } from '@/lib/auth/principal'
import { defaultSettings, SETTINGS, isSettingKey, type SettingKey } from '@/lib/domain/settings'
import type { Environment } from '@/lib/domain/vocabulary'
import { applicationsAsked } from '@/lib/query/applications-asked'
import { listSettingRows, loadSettings } from '@/lib/store/settings'

export interface SettingView {
  key: SettingKey
  describe: string
  value: string | number | boolean
  /** Null where the default holds. */
  changed: { by: string; at: Date; from: string | number | boolean } | null
}

export interface ApplicationView {
  applicationID: string
  tenantID: string
  name: string
  environment: Environment
  baseURL: string
  hasApiKey: boolean
  createdAt: Date
  /** Settings that this application has of its own. */
  overrides: number
}

export interface SettingsPage {
  settings: SettingView[]
  applications: ApplicationView[]
}

/** Thresholds that hold for every application, and the applications. */
export async function readSettingsPage(principal: Principal): Promise<SettingsPage> {
  const [applications, values, rows] = await Promise.all([
    applicationsAsked(principal, {}),
    loadSettings(),
    listSettingRows(),
  ])
  const defaults = defaultSettings()
  const settings = Object.keys(SETTINGS)
    .filter(isSettingKey)
    .map((key): SettingView => {
      const row = rows.find((candidate) => candidate.key === key && candidate.applicationID === null)
      const changed = row ? { by: row.updatedBy, at: row.updatedAt, from: defaults[key] } : null
      return { key, describe: SETTINGS[key].describe, value: values[key], changed }
    })
  return {
    settings,
    applications: applications.map(({ applicationID, tenantID, name, environment, baseURL, hasApiKey, createdAt }) => ({
      applicationID,
      tenantID,
      name,
      environment,
      baseURL,
      hasApiKey,
      createdAt,
      overrides: rows.filter((row) => row.applicationID === applicationID).length,
    })),
  }
}
