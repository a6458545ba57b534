import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope, withFrameParams } from '@/components/shell/scope'
import { DeliveryBanner } from '@/components/webhooks/delivery-banner'
import { DeliveryFacts } from '@/components/webhooks/delivery-facts'
import { DeliveryParts } from '@/components/webhooks/delivery-parts'
import { applicationName } from '@/components/webhooks/delivery-table'
import { requireUser } from '@/lib/auth'
import { DeskError } from '@/lib/errors'
import { DeliveryParamsSchema } from '@/lib/query/delivery'
import { readDeliveryScreen, type DeliveryScreen } from '@/lib/query/delivery-screen'
import { deliverySides } from '@/lib/query/delivery-sides'
import { readFrame } from '@/lib/query/frame'

export const metadata: Metadata = { title: 'Webhook delivery' }

export default async function DeliveryPage({ params, searchParams }: ScreenProps<{ id: string }>) {
  const user = await requireUser()
  const { id } = await params
  const search = await searchParams
  const { applications } = await readFrame(user)
  const { applicationID } = resolveScope(applications, loadDeskParams(search))
  const screen = await found(id, applicationID ?? undefined)
  const { delivery } = screen
  const sides =
    delivery.applicationID && delivery.eventID
      ? await deliverySides(user, { applicationID: delivery.applicationID, eventID: delivery.eventID })
      : null
  const names = new Map(applications.map((application) => [application.applicationID, application.name]))
  const link = (path: string) => withFrameParams(path, search)
  return (
    <Page>
      <DeliveryBanner screen={screen} link={link} />
      <DeliveryFacts screen={screen} application={applicationName(delivery, names)} link={link} />
      <DeliveryParts screen={screen} sides={sides} />
    </Page>
  )
}

async function found(id: string, applicationID: string | undefined): Promise<DeliveryScreen> {
  const user = await requireUser()
  const parsed = DeliveryParamsSchema.safeParse({ deliveryID: id })
  if (!parsed.success) notFound()
  try {
    return await readDeliveryScreen(user, { deliveryID: parsed.data.deliveryID, applicationID })
  } catch (error) {
    if (error instanceof DeskError && error.code === 'NOT_FOUND') notFound()
    throw error
  }
}
