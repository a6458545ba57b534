import { errorResponse, methodNotAllowed, NO_STORE } from '@/lib/http/errors'
import { receivedWebhook } from '@/lib/http/received-webhook'
import { receiveWebhook } from '@/lib/ingest/receive-webhook'

export async function POST(request: Request): Promise<Response> {
  try {
    const answer = await receiveWebhook(await receivedWebhook(request))
    return Response.json(answer.body, { status: answer.status, headers: NO_STORE })
  } catch (error) {
    return errorResponse(error)
  }
}

const refuse = () => methodNotAllowed(['POST'])
export { refuse as GET, refuse as HEAD, refuse as PUT, refuse as PATCH, refuse as DELETE, refuse as OPTIONS }
