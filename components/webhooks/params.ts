import { createLoader, parseAsString, parseAsStringLiteral, type inferParserType } from 'nuqs/server'
import { CONDITIONS, UNDETERMINED } from '@/lib/domain/conditions'
import { VERDICTS } from '@/lib/domain/vocabulary'

export const DELIVERY_CAUSES = [...Object.keys(CONDITIONS['webhook-signature-failure'].causes), UNDETERMINED]

const deliveryParams = {
  verdict: parseAsStringLiteral(VERDICTS),
  cause: parseAsStringLiteral(DELIVERY_CAUSES),
  cursor: parseAsString,
}
export const loadDeliveryParams = createLoader(deliveryParams)
export type DeliveryParams = inferParserType<typeof deliveryParams>
