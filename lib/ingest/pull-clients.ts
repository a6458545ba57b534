import type { Settings } from '@/lib/domain/settings'
import { DeskError } from '@/lib/errors'
import { createPlatformClient, type PlatformClient } from '@/lib/platform/client'
import { findApplication } from '@/lib/store/applications'
import { loadSession, saveSession } from '@/lib/store/platform-sessions'
import { loadSettings } from '@/lib/store/settings'

interface Held {
  client: PlatformClient
  baseURL: string
  apiKey: string
}

/** One client an application, so that pace, circuit and sessions of one are never another's. */
const clients = new Map<string, Held>()

export interface PullAccess {
  client: PlatformClient
  settings: Settings
}

/**
 * The application's client, under the settings of this moment. Throws NOT_FOUND, or CONFLICT where pulls are off or the
 * application has no platform key.
 */
export async function pullAccess(applicationID: string): Promise<PullAccess> {
  const [application, settings] = await Promise.all([findApplication(applicationID), loadSettings(applicationID)])
  if (!application) throw new DeskError('NOT_FOUND', `There is no application ${applicationID}.`)
  if (settings['pulls.mode'] === 'off') {
    throw new DeskError(
      'CONFLICT',
      `Pulls are off for ${application.name}: set pulls.mode to "on demand" or "scheduled".`,
    )
  }
  if (application.apiKey === null) {
    throw new DeskError(
      'CONFLICT',
      `${application.name} has no platform API key: name it again with "desk application add … --api-key-stdin".`,
    )
  }
  const pace = { requestsPerSecond: settings['pulls.requestsPerSecond'], concurrent: settings['pulls.concurrent'] }
  const client = heldClient(applicationID, application.baseURL, application.apiKey, pace)
  return { client, settings }
}

export async function closePullClients(): Promise<void> {
  const open = [...clients.values()]
  clients.clear()
  await Promise.all(open.map(({ client }) => client.close()))
}

type Pace = Parameters<PlatformClient['setPace']>[0]

function heldClient(applicationID: string, baseURL: string, apiKey: string, pace: Pace): PlatformClient {
  const held = clients.get(applicationID)
  if (held?.baseURL === baseURL && held.apiKey === apiKey) {
    held.client.setPace(pace)
    return held.client
  }
  // The old client's calls end by themselves; its connections close after them.
  void held?.client.close()
  const client = createPlatformClient({
    baseURL,
    apiKey,
    pace,
    sessionStore: {
      load: (borrower) => loadSession(applicationID, borrower),
      save: (borrower, session) => saveSession(applicationID, borrower, session),
    },
  })
  clients.set(applicationID, { client, baseURL, apiKey })
  return client
}
