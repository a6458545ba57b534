import { otherMethods, route } from '@/lib/http/route'
import { metricsText } from '@/lib/query/metrics-text'

export const GET = route({ action: 'read' }, async ({ principal }) => {
  const { type, text } = await metricsText(principal)
  return new Response(text, { headers: { 'Content-Type': type, 'Cache-Control': 'no-store' } })
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
