import type { PlayedJourney } from '../world/world'
import type { SignatureFault } from './faults'

/** A record of `POST /api/ingest/deliveries`. */
export interface ReportedDelivery {
  deliveryID: string
  applicationID: string
  eventID: string
  attempt: number
  receivedAt: string
  durationMs: number
  headers: Record<string, string>
  rawBodyBase64: string
  outcome: 'accepted' | 'rejected'
  responseStatus: number
  computedSignature?: string
}

/** One delivery attempt as it will be told; the bytes are made when it is sent. */
export interface DeliveryPlan {
  played: PlayedJourney
  /** Index of the state it announces. */
  index: number
  deliveryID: string
  attempt: number
  receivedAt: number
  /** When it was signed; differs from receivedAt by the way's duration, or by hours for a replay. */
  signedAt: number
  durationMs: number
  omitsUnchanged: boolean
  fault: SignatureFault | null
}

export interface Sender {
  tenantID: string
  applicationID: string
  secret: string
  /** An older secret that the product knows as retired; without it a wrong secret is a mangled one. */
  retiredSecret?: string
}
