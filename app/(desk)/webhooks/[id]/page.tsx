import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope, withFrameParams } from '@/components/shell/scope'
import { DeliveryBanner, DeliveryFacts, DeliveryParts } from '@/components/webhooks/delivery-detail'
import { applicationName } from '@/components/webhooks/delivery-table'
import { requireUser } from '@/lib/auth'
import { DeskError } from '@/lib/errors'
import { DeliveryParamsSchema, readDelivery } from '@/lib/query/delivery'
import { readFrame } from '@/lib/query/frame'
import type { Delivery } from '@/lib/query/schemas'

export const metadata: Metadata = { title: 'Webhook delivery' }

export default async function DeliveryPage({ params, searchParams }: ScreenProps<{ id: string }>) {
  const user = await requireUser()
  const { id } = await params
  const search = await searchParams
  const { applications } = await readFrame(user)
  const { applicationID } = resolveScope(applications, loadDeskParams(search))
  const delivery = await found(id, applicationID ?? undefined)
  const names = new Map(applications.map((application) => [application.applicationID, application.name]))
  const link = (path: string) => withFrameParams(path, search)
  return (
    <Page>
      <DeliveryBanner delivery={delivery} link={link} />
      <DeliveryFacts delivery={delivery} application={applicationName(delivery, names)} />
      <DeliveryParts delivery={delivery} />
    </Page>
  )
}

async function found(id: string, applicationID: string | undefined): Promise<Delivery> {
  const user = await requireUser()
  const parsed = DeliveryParamsSchema.safeParse({ deliveryID: id })
  if (!parsed.success) notFound()
  try {
    return await readDelivery(user, { deliveryID: parsed.data.deliveryID, applicationID })
  } catch (error) {
    if (error instanceof DeskError && error.code === 'NOT_FOUND') notFound()
    throw error
  }
}
